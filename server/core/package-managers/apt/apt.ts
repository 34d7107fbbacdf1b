/** apt of Debian and Ubuntu, as of versions 2.6.1 and 3.0.4. */
import type { PackageManager } from '../model.ts';
import { PLAIN_CACHE, PLAIN_MANAGER } from '../plain.ts';

/**
 * docker-clean of the official images removes what lies in `/var/cache/apt/archives`, and `*.bin` beside it. With the
 * archives one folder up, its patterns find nothing, and the file stays in the image as it is.
 */
const ARCHIVES = '/var/cache/apt';

export const apt: PackageManager = {
  ...PLAIN_MANAGER,
  id: 'apt',
  name: 'apt',
  calls: {
    forms: [{ words: ['apt-get'] }, { words: ['apt'] }],
    valueOptions: [
      ...['-o', '--option', '-c', '--config-file', '-t', '--target-release', '--default-release'],
      ...['-a', '--host-architecture', '-P', '--build-profiles', '--solver', '--planner'],
    ],
    verbs: [
      { words: ['update'], does: 'install', caches: ['lists'] },
      {
        words: [
          'install|reinstall|upgrade|full-upgrade|dist-upgrade|dselect-upgrade|build-dep|satisfy',
        ],
        does: 'install',
        caches: ['archives'],
        reads: ['lists'],
      },
      { words: ['download|source|changelog'], does: 'other', reads: ['lists'] },
      // `autoclean` removes what no source has any more.
      { words: ['clean'], does: 'clean', caches: ['archives'] },
      { words: ['distclean|dist-clean'], does: 'clean' },
      {
        words: ['policy|search|show|list|check'],
        does: 'read',
        caches: ['lists'],
        reads: ['lists'],
      },
    ],
  },
  caches: [
    {
      ...PLAIN_CACHE,
      id: 'archives',
      keeps: ['downloads'],
      again: 'downloads all packages',
      places: [
        {
          kind: 'option',
          options: ['-o', '--option'],
          key: 'Dir::Cache::archives',
          base: ARCHIVES,
          above: ['Dir', 'Dir::Cache', 'RootDir'],
        },
        { kind: 'absolute', path: `${ARCHIVES}/archives` },
      ],
      names: ['cache/apt', 'apt/archives', 'apt-archives', 'apt-cache'],
      wipedBy: [
        {
          file: '/etc/apt/apt.conf.d/docker-clean',
          systems: ['debian-', 'ubuntu-'],
          evadedBy: ['-o', `Dir::Cache::archives=${ARCHIVES}`],
          isEvaded: '\\bDir::Cache\\b',
        },
        {
          // apt-get keeps what it downloads, apt does not.
          file: null,
          systems: [],
          program: 'apt',
          evadedBy: ['-o', 'APT::Keep-Downloaded-Packages=true'],
          isEvaded: '\\bAPT::Keep-Downloaded-Packages\\b',
        },
      ],
      mountAt: ARCHIVES,
      sharing: 'locked',
      missedLater: 'nothing',
    },
    {
      ...PLAIN_CACHE,
      id: 'lists',
      keeps: ['index'],
      again: 'downloads the package lists',
      places: [
        {
          kind: 'option',
          options: ['-o', '--option'],
          key: 'Dir::State::lists',
          base: '/var/lib/apt',
          above: ['Dir', 'Dir::State', 'RootDir'],
        },
        { kind: 'absolute', path: '/var/lib/apt/lists' },
      ],
      names: ['lib/apt', 'apt/lists', 'apt-lists'],
      // Which packages came on behalf of others, for `autoremove`.
      beside: ['/var/lib/apt/extended_states'],
      sharing: 'locked',
      // An update removes the lists of all sources that it does not know.
      apart: 'releases',
      missedLater: 'fail',
    },
  ],
  offline: {
    options: [
      ...['--no-download', '--print-uris', '-s', '--simulate', '--just-print', '--dry-run'],
      ...['--recon', '--no-act', '--help', '-h'],
    ],
    variables: [],
    fromCache: ['--no-download'],
    cutOff: [],
  },
  unreadSettings: { options: ['-c', '--config-file'], variables: ['APT_CONFIG'] },
  words: {
    compiled: null,
    unwritable: 'fails',
    unlocked: 'apt fails where another one has the lock',
  },
  sources: [
    {
      text: '`apt-get(8)` and `apt.conf(5)`; `docker-clean` of the official images of Debian and Ubuntu; builds with apt 2.6.1 and 3.0.4.',
      version: '3.0.4',
    },
  ],
};
