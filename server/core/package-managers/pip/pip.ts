/** pip, as of version 26.2; what differs in older versions back to 20.3 is of no consequence here. */
import type { PackageManager } from '../model.ts';
import { PLAIN_CACHE, PLAIN_MANAGER } from '../plain.ts';

export const pip: PackageManager = {
  ...PLAIN_MANAGER,
  id: 'pip',
  name: 'pip',
  calls: {
    forms: [
      // `pip`, `pip3`, `pip3.11`, with any folder before it.
      { words: ['pip(?:\\d+(?:\\.\\d+)?)?'] },
      // `python -m pip`, `python3.11 -m pip`, `pypy3 -m pip`.
      {
        words: ['(?:python|pypy)(?:\\d+(?:\\.\\d+)?)?', '-m', 'pip'],
        valueOptions: ['-W', '-X'],
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
    verbs: [
      { words: ['install|download|wheel|lock'], does: 'install' },
      { words: ['cache', 'purge'], does: 'clean' },
      {
        words: ['cache', 'remove'],
        does: 'clean',
        removes: { what: 'built wheels', again: 'builds these packages' },
      },
      { words: ['cache', 'list|info|dir'], does: 'read' },
      { words: ['config', 'set'], does: 'configure' },
    ],
  },
  caches: [
    {
      ...PLAIN_CACHE,
      id: 'pip',
      keeps: ['downloads', 'compiled'],
      again: 'downloads and builds all packages',
      places: [
        // pip takes any beginning of an option that fits only one; these are the ones that people write.
        { kind: 'option', options: ['--cache-dir', '--cache'] },
        { kind: 'variable', name: 'PIP_CACHE_DIR' },
        { kind: 'setting', keys: ['(?:global|install|download|wheel)\\.cache-dir'] },
        { kind: 'xdg', below: 'pip' },
        { kind: 'home', below: '.cache/pip' },
      ],
      names: ['pip'],
      offBy: {
        options: ['--no-cache-dir', '--no-cache'],
        // Whatever the value says, `0` and `off` included.
        variables: [{ name: 'PIP_NO_CACHE_DIR' }],
        settings: ['(?:global|install|download|wheel)\\.no-cache-dir'],
        folderOptionWins: true,
      },
      owner: 'self',
      sharing: 'shared',
      // Key: link, hash, interpreter and its version; tag of what is built here: `linux_x86_64` on glibc and musl alike.
      apart: 'compiled',
      missedLater: 'nothing',
    },
  ],
  offline: {
    options: ['--no-index', '--dry-run', '--help', '-h'],
    variables: ['PIP_NO_INDEX', 'PIP_DRY_RUN'],
    fromCache: ['--no-index'],
    cutOff: [],
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
  },
  manifests: {
    options: [
      { short: '-r', long: '--requirement', kind: 'requirement' },
      { short: '-c', long: '--constraint', kind: 'constraint' },
    ],
    files: [],
    folderOptions: [],
  },
  installsInto: [{ kind: 'option', options: ['-t', '--target', '--prefix', '--root'] }],
  words: {
    compiled: 'wheels',
    unwritable: 'goes on',
    unlocked: null,
  },
  sources: [
    {
      text: 'pip documentation, "Caching" and "Configuration"; pip source, `cli/cmdoptions.py` and `utils/filesystem.py`; builds with pip 20.3 to 26.2.',
      version: '26.2',
    },
  ],
};
