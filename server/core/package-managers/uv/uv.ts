/** uv, as of version 0.13.9. */
import type { PackageManager } from '../model.ts';
import { PLAIN_CACHE, PLAIN_MANAGER } from '../plain.ts';

export const uv: PackageManager = {
  ...PLAIN_MANAGER,
  id: 'uv',
  name: 'uv',
  calls: {
    forms: [
      { words: ['uv'] },
      { words: ['python(?:\\d+(?:\\.\\d+)?)?', '-m', 'uv'], valueOptions: ['-W', '-X'] },
      // It makes an environment for one program, inside its cache.
      { words: ['uvx'], others: 'install' },
    ],
    valueOptions: [
      ...['--cache-dir', '--directory', '--project', '--config-file', '--color'],
      ...['--allow-insecure-host'],
    ],
    verbs: [
      { words: ['pip', 'install|compile'], does: 'install' },
      { words: ['pip', 'sync'], does: 'install', takesLists: true },
      { words: ['sync|add|lock|build'], does: 'install' },
      { words: ['tool', 'install|upgrade'], does: 'install' },
      { words: ['tool', 'run'], does: 'install', runs: true },
      { words: ['run'], does: 'run' },
      // What the project has is there already, as a rule; this is not.
      { words: ['run'], does: 'install', runs: true, when: ['--with', '--with-requirements'] },
      { words: ['venv'], does: 'install', when: ['--seed'] },
      { words: ['cache', 'clean'], does: 'clean' },
      // Without `--ci` it removes what is not needed any more.
      {
        words: ['cache', 'prune'],
        does: 'clean',
        when: ['--ci'],
        removes: { what: 'the downloaded wheels', again: 'downloads all packages' },
      },
      { words: ['cache', 'dir|size'], does: 'read' },
    ],
  },
  caches: [
    {
      ...PLAIN_CACHE,
      id: 'uv',
      keeps: ['downloads', 'index', 'compiled'],
      again: 'downloads and builds all packages',
      places: [
        { kind: 'option', options: ['--cache-dir'] },
        { kind: 'variable', name: 'UV_CACHE_DIR' },
        { kind: 'setting', keys: ['cache-dir'] },
        { kind: 'xdg', below: 'uv' },
        { kind: 'home', below: '.cache/uv' },
      ],
      names: ['uv'],
      offBy: {
        options: ['--no-cache', '--no-cache-dir', '-n'],
        variables: [
          { name: 'UV_NO_CACHE', values: '1|[Tt][Rr][Uu][Ee]|[Yy][Ee][Ss]|[Oo][Nn]|[Tt]|[Yy]' },
        ],
        settings: ['no-cache'],
        // Whatever names the folder, `no cache` wins.
        folderOptionWins: false,
      },
      mountWords: {
        // Without it each run warns that it cannot link from another file system.
        words: ['--link-mode=copy'],
        unless: {
          options: ['--link-mode'],
          variables: ['UV_LINK_MODE'],
          settings: ['link-mode'],
        },
        linkingValues: ['symlink'],
      },
      // It locks what it writes.
      sharing: 'shared',
      missedLater: 'nothing',
    },
  ],
  offline: {
    options: ['--offline', '--dry-run', '--help', '-h'],
    variables: ['UV_OFFLINE'],
    fromCache: ['--offline', '--no-index'],
    cutOff: [],
  },
  withoutDependencies: { options: ['--no-deps'], variables: [] },
  steersBuilds: {
    options: ['--no-build-isolation', '--config-setting', '--config-settings', '-C'],
    variables: ['CFLAGS', 'CXXFLAGS', 'CPPFLAGS', 'LDFLAGS', 'CMAKE_ARGS', 'FORCE_[A-Z0-9_]+'],
  },
  targetOptions: {
    editable: ['-e', '--editable'],
    lists: [
      '-r',
      '--requirement',
      '--requirements',
      '--group',
      '--with-requirements',
      '--with',
      '--from',
    ],
    values: [
      ...['-c', '--constraint', '--constraints', '--override', '--overrides', '--target', '-p'],
      ...['--prefix', '--python', '--index', '--default-index', '-i', '--index-url'],
      ...['--extra-index-url', '-f', '--find-links', '--link-mode', '--extra', '--no-binary'],
      ...['--only-binary', '--python-version', '--python-platform', '-C', '--config-setting'],
      ...['-o', '--output-file', '--exclude-newer', '--resolution', '--prerelease', '-b'],
    ],
  },
  unreadSettings: { options: ['--config-file'], variables: [] },
  settings: {
    words: [],
    files: ['/etc/uv/uv.toml', '~/.config/uv/uv.toml', '${UV_CONFIG_FILE}'],
  },
  manifests: {
    options: [
      { short: '-r', long: '--requirement', kind: 'requirement' },
      { short: '-r', long: '--requirements', kind: 'requirement' },
      { short: '-c', long: '--constraint', kind: 'constraint' },
      { short: '-c', long: '--constraints', kind: 'constraint' },
    ],
    files: [
      { name: 'pyproject.toml', kind: 'manifest' },
      { name: 'uv.lock', kind: 'lock' },
    ],
    folderOptions: ['--directory', '--project'],
  },
  installsInto: [
    { kind: 'option', options: ['--target', '--prefix'] },
    { kind: 'variable', name: 'UV_PROJECT_ENVIRONMENT' },
    { kind: 'project', below: '.venv' },
  ],
  words: {
    compiled: 'wheels',
    unwritable: 'fails',
    unlocked: null,
  },
  sources: [
    {
      text: 'uv documentation, "Caching", "Settings" and "Using uv in Docker"; builds with uv 0.13.9.',
      version: '0.13.9',
    },
  ],
};
