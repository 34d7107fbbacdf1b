/** Go's own package management, as of version 1.26.8. */
import type { CacheSkip, PackageManager } from '../model.ts';
import { PLAIN_CACHE, PLAIN_MANAGER } from '../plain.ts';

/** Then the modules come from the project's own `vendor`. */
const VENDORED: CacheSkip = {
  cache: 'mod',
  options: ['-mod', '--mod'],
  value: 'vendor',
  variable: 'GOFLAGS',
};

export const go: PackageManager = {
  ...PLAIN_MANAGER,
  id: 'go',
  name: 'Go',
  calls: {
    forms: [{ words: ['go'] }],
    valueOptions: ['-C'],
    verbs: [
      { words: ['mod', 'download|tidy|vendor|verify|why|graph'], does: 'install', caches: ['mod'] },
      { words: ['get'], does: 'install', caches: ['mod'] },
      { words: ['work', 'sync|vendor'], does: 'install', caches: ['mod'] },
      { words: ['build|vet'], does: 'install', unless: [VENDORED] },
      {
        words: ['install'],
        does: 'install',
        unless: [VENDORED],
        installsInto: [
          { kind: 'variable', name: 'GOBIN' },
          { kind: 'setting', keys: ['gobin'] },
          { kind: 'variable', name: 'GOPATH', below: 'bin', isList: true },
          { kind: 'home', below: 'go/bin' },
        ],
      },
      { words: ['test|run|generate'], does: 'install', runs: true, unless: [VENDORED] },
      { words: ['clean'], does: 'clean', caches: ['mod'], when: ['-modcache'] },
      { words: ['clean'], does: 'clean', caches: ['build'], when: ['-cache'] },
      { words: ['env'], does: 'configure', when: ['-w'] },
    ],
  },
  caches: [
    {
      ...PLAIN_CACHE,
      id: 'mod',
      keeps: ['downloads', 'store'],
      again: 'downloads all modules',
      places: [
        { kind: 'variable', name: 'GOMODCACHE' },
        { kind: 'setting', keys: ['gomodcache'] },
        { kind: 'variable', name: 'GOPATH', below: 'pkg/mod', isList: true },
        { kind: 'home', below: 'go/pkg/mod' },
      ],
      parts: ['cache', 'cache/download'],
      names: ['pkg/mod', 'go-mod', 'gomod', 'gomodcache'],
      sharing: 'shared',
      missedLater: 'again',
    },
    {
      // Nothing switches it off: `GOCACHE=off` is an error since Go 1.12.
      ...PLAIN_CACHE,
      id: 'build',
      keeps: ['compiled'],
      again: 'compiles all packages',
      places: [
        { kind: 'variable', name: 'GOCACHE' },
        { kind: 'setting', keys: ['gocache'] },
        { kind: 'xdg', below: 'go-build' },
        { kind: 'home', below: '.cache/go-build' },
      ],
      names: ['go-build', 'gobuild', 'go-cache', 'gocache'],
      sharing: 'shared',
      // Its key has the compiler and all that it was called with.
      missedLater: 'again',
    },
  ],
  offline: {
    options: ['-n', '-h', '-help', '--help'],
    variables: [],
    fromCache: [],
    cutOff: ['GOPROXY'],
  },
  unreadSettings: { options: [], variables: ['GOENV'] },
  settings: { words: ['env', '-w'], files: ['~/.config/go/env', '/usr/local/go/go.env'] },
  manifests: {
    options: [],
    files: [
      { name: 'go.mod', kind: 'manifest' },
      { name: 'go.sum', kind: 'lock' },
      { name: 'go.work', kind: 'manifest' },
    ],
    folderOptions: ['-C'],
  },
  words: {
    compiled: 'packages',
    unwritable: 'fails',
    unlocked: null,
  },
  sources: [
    {
      text: '`go help cache`, `go help environment` and the Go Modules Reference; builds with Go 1.26.8.',
      version: '1.26.8',
    },
  ],
};
