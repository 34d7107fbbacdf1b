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
    // Key: link, hash, interpreter and its version; tag of what is built here: `linux_x86_64` on glibc and musl alike.
    mixesSystems: true,
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
  readers: [
    ['cache', 'list'],
    ['cache', 'info'],
    ['cache', 'dir'],
  ],
  offline: {
    options: ['--no-index', '--dry-run', '--help', '-h'],
    variables: ['PIP_NO_INDEX', 'PIP_DRY_RUN'],
  },
  withoutDependencies: {
    options: ['--no-deps', '--no-dependencies'],
    variables: ['PIP_NO_DEPS'],
  },
  steersBuilds: {
    // What is installed already, or said by the environment, goes into the wheel and not into its key.
    options: ['--no-build-isolation'],
    variables: [
      ...['CFLAGS', 'CXXFLAGS', 'CPPFLAGS', 'LDFLAGS', 'CMAKE_ARGS', 'FORCE_[A-Z0-9_]+'],
      ...['TORCH_CUDA_ARCH_LIST', 'CUDA_ARCH[A-Z_]*', 'HOROVOD_\\w+', '\\w+_BUILD_ARGS'],
    ],
  },
  targetOptions: {
    editable: ['-e', '--editable'],
    lists: ['-r', '--requirement', '--group', '--requirements-from-script'],
    values: [
      ...['-c', '--constraint', '-t', '--target', '--prefix', '--root', '--src', '-d', '--dest'],
      ...['-w', '--wheel-dir', '-b', '--build', '-i', '--index-url', '--pypi-url'],
      ...['--extra-index-url', '-f', '--find-links', '--platform', '--python-version', '--abi'],
      ...['--implementation', '--upgrade-strategy', '--report', '--root-user-action'],
      ...['-C', '--config-settings', '--global-option', '--build-option', '--install-option'],
      ...['--no-binary', '--only-binary', '--progress-bar', '--build-constraint'],
    ],
  },
  isolatingOptions: ['--isolated'],
  settings: {
    words: ['config', 'set'],
    files: [
      ...['/etc/xdg/pip/pip.conf', '/etc/pip.conf', '~/.pip/pip.conf', '~/.config/pip/pip.conf'],
      // Of the environment that it runs in: the system's, conda's, a virtual one.
      ...['/usr/pip.conf', '/usr/local/pip.conf', '/opt/conda/pip.conf', '${CONDA_DIR}/pip.conf'],
      ...['${VIRTUAL_ENV}/pip.conf', '${PIP_CONFIG_FILE}'],
    ],
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
