/** pip, as of version 26.2; what differs in older versions back to 20.3 is of no consequence here. */
import type { PackageManager } from './model.ts';

const INSTALLS = ['install', 'download', 'wheel', 'lock'];

export const pip: PackageManager = {
  id: 'pip',
  name: 'pip',
  commands: [
    // `pip`, `pip3`, `pip3.11`, with any folder before it.
    { words: ['pip(?:\\d+(?:\\.\\d+)?)?'], installs: INSTALLS },
    // `python -m pip`, `python3.11 -m pip`, `pypy3 -m pip`.
    {
      words: ['(?:python|pypy)(?:\\d+(?:\\.\\d+)?)?', '-m', 'pip'],
      valueOptions: ['-W', '-X'],
      installs: INSTALLS,
    },
  ],
  valueOptions: [
    '--python',
    '--log',
    '--keyring-provider',
    '--proxy',
    '--retries',
    '--timeout',
    '--exists-action',
    '--trusted-host',
    '--cert',
    '--client-cert',
    '--cache-dir',
    '--use-feature',
    '--use-deprecated',
    '--resume-retries',
  ],
  cache: {
    underHome: '.cache/pip',
    underXdg: 'pip',
    variables: ['PIP_CACHE_DIR'],
    // pip takes any beginning of an option that fits only one; these are the ones that people write.
    options: ['--cache-dir', '--cache'],
  },
  disablers: {
    options: ['--no-cache-dir', '--no-cache'],
    variables: ['PIP_NO_CACHE_DIR'],
    folderOptionWins: true,
  },
  cleaners: [
    ['cache', 'purge'],
    ['cache', 'remove'],
  ],
  offlineOptions: ['--no-index'],
  isolatingOptions: ['--isolated'],
  settings: {
    words: ['config', 'set'],
    folderKeys: ['(?:global|install|download|wheel)\\.cache-dir'],
    disablingKeys: ['(?:global|install|download|wheel)\\.no-cache-dir'],
  },
  requirementOptions: [
    { short: '-r', long: '--requirement', kind: 'requirement' },
    { short: '-c', long: '--constraint', kind: 'constraint' },
  ],
  sharing: null,
  source:
    'pip documentation, "Caching" and "Configuration"; pip source, `cli/cmdoptions.py` and `utils/filesystem.py`; builds with pip 20.3 to 26.2.',
};
