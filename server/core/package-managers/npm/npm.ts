/** npm, as of versions 10.9.9 and 11. */
import type { PackageManager } from '../model.ts';
import { PLAIN_CACHE, PLAIN_MANAGER } from '../plain.ts';

export const npm: PackageManager = {
  ...PLAIN_MANAGER,
  id: 'npm',
  name: 'npm',
  calls: {
    forms: [
      { words: ['npm'] },
      // It runs what the project has, more often than not.
      { words: ['npx'], others: 'run' },
    ],
    valueOptions: [
      ...['--prefix', '-C', '--cache', '--registry', '-w', '--workspace', '--loglevel'],
      ...['--omit', '--include', '--userconfig', '--globalconfig', '--location', '-L', '--tag'],
      ...['--before', '--call', '-c', '--package', '--only', '--cpu', '--os', '--libc'],
      ...['--install-strategy', '--script-shell', '--node-options', '--https-proxy', '--proxy'],
    ],
    verbs: [
      {
        // npm takes these spellings, and people write some of them.
        words: [
          'install|i|in|ins|inst|insta|instal|isnt|isnta|isntal|isntall|add|ci|clean-install|ic|install-clean|isntall-clean|update|up|upgrade|udpate|dedupe|ddp',
        ],
        does: 'install',
      },
      {
        words: ['install-test|it|install-ci-test|cit|clean-install-test|sit'],
        does: 'install',
        runs: true,
      },
      {
        words: ['run|run-script|rum|urn|test|t|tst|start|restart|exec|x|rebuild|init|create'],
        does: 'run',
      },
      { words: ['cache', 'clean|clear|rm'], does: 'clean' },
      { words: ['cache', 'ls|verify'], does: 'read' },
      { words: ['config|c', 'set'], does: 'configure' },
      { words: ['set'], does: 'configure' },
    ],
  },
  caches: [
    {
      // Nothing switches it off: `--prefer-online` asks again and keeps the answer.
      ...PLAIN_CACHE,
      id: 'npm',
      keeps: ['downloads', 'index'],
      again: 'downloads all packages',
      places: [
        { kind: 'option', options: ['--cache'] },
        // Any case counts.
        { kind: 'variable', name: '[Nn][Pp][Mm]_[Cc][Oo][Nn][Ff][Ii][Gg]_[Cc][Aa][Cc][Hh][Ee]' },
        { kind: 'setting', keys: ['cache'] },
        { kind: 'home', below: '.npm' },
      ],
      parts: ['_cacache'],
      names: ['npm', '.npm'],
      // What is kept is addressed by its content.
      sharing: 'shared',
      missedLater: 'nothing',
    },
  ],
  offline: {
    options: ['--offline', '--dry-run', '--help', '-h'],
    variables: ['npm_config_offline', 'NPM_CONFIG_OFFLINE'],
    // `npx --no` runs what is in its cache, and asks nobody for more.
    fromCache: ['--offline', '--no', '--no-install'],
    cutOff: [],
  },
  unreadSettings: { options: ['--userconfig', '--globalconfig'], variables: [] },
  settings: {
    words: ['config', 'set'],
    files: ['/usr/local/etc/npmrc', '/usr/etc/npmrc', '/etc/npmrc', '~/.npmrc'],
  },
  manifests: {
    options: [],
    files: [
      { name: 'package.json', kind: 'manifest' },
      { name: 'package-lock.json', kind: 'lock' },
      { name: 'npm-shrinkwrap.json', kind: 'lock' },
    ],
    folderOptions: ['--prefix', '-C'],
  },
  installsInto: [{ kind: 'project', below: 'node_modules' }],
  words: {
    compiled: null,
    unwritable: 'fails',
    unlocked: null,
  },
  sources: [
    {
      text: 'npm documentation, "npm cache" and "config"; builds with npm 10.9.9 and 11.',
      version: '10.9.9',
    },
  ],
};
