/** What is known of a base image: by its name, by its configuration, by its files. */
import assert from 'node:assert/strict';
import {
  imageFacts,
  settingsFilesOf,
  type SeenImage,
} from '../../../server/core/images/image-facts.ts';
import { readPasswd } from '../../../server/core/images/passwd.ts';

const PLATFORM = 'linux/amd64';
const CONFIGURATION: SeenImage['image'] = {
  digest: null,
  env: ['HOME=/home/app', 'VIRTUAL_ENV=/opt/venv/', 'PYTHON_VERSION=3.12.4'],
  workdir: '/',
  user: 'app',
  shell: null,
  onbuild: [],
  source: 'engine',
};

function factsOf(name: string, seen: SeenImage | null = null) {
  return imageFacts(name, () => seen, PLATFORM);
}

describe('the system of an image', () => {
  const table: readonly (readonly [string, string])[] = [
    ['python', 'glibc - ?'],
    ['python:3', 'glibc - 3'],
    ['python:3.12-slim', 'glibc - 3.12'],
    ['python:3.11.9-slim-bookworm', 'glibc debian-12 3.11'],
    ['python:3.12-alpine', 'musl - 3.12'],
    ['python:3.12-alpine3.20', 'musl alpine-3.20 3.12'],
    ['python:alpine', 'musl - ?'],
    ['debian:12-slim', 'glibc debian-12 3.11'],
    ['debian:trixie', 'glibc debian-13 3.13'],
    ['debian', 'glibc - ?'],
    ['ubuntu:22.04', 'glibc ubuntu-22.04 3.10'],
    ['ubuntu:noble', 'glibc ubuntu-24.04 3.12'],
    ['alpine:3.19.1', 'musl alpine-3.19 3.11'],
    ['ghcr.io/astral-sh/uv:python3.12-bookworm-slim', 'glibc debian-12 3.12'],
    ['ghcr.io/astral-sh/uv:python3.13-alpine', 'musl - 3.13'],
    ['nvidia/cuda:12.4.1-runtime-ubuntu22.04', 'glibc ubuntu-22.04 3.10'],
    ['fedora:41', 'glibc - ?'],
    ['busybox', '? ?'],
    ['registry.example/team/base-alpine:1', '? ?'],
  ];
  for (const [name, expected] of table)
    it(name, () => {
      const { system, python } = factsOf(name);
      const shown = system === null ? '?' : `${system.library} ${system.release ?? '-'}`;
      assert.equal(`${shown} ${python ?? '?'}`, expected);
    });

  const releases: readonly (readonly [string, string | null])[] = [
    ['ID=debian\nVERSION_ID="12"\n', 'glibc debian-12'],
    ['NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.20.3\n', 'musl alpine-3.20'],
    ["ID='ubuntu'\nID_LIKE=debian\nVERSION_ID='24.04'\n", 'glibc ubuntu-24.04'],
    ['ID="rhel"\nID_LIKE="fedora"\nVERSION_ID="9.4"\n', 'glibc rhel-9.4'],
    ['ID=wolfi\nVERSION_ID=2023\n', null],
    ['', null],
  ];
  for (const [text, expected] of releases)
    it(`os-release ${JSON.stringify(text)}`, () => {
      const files = new Map([['/etc/os-release', text]]);
      const { system } = factsOf('x', { image: CONFIGURATION, files });
      assert.equal(system && `${system.library} ${system.release ?? '-'}`, expected);
    });
});

describe('an image that somebody saw', () => {
  it('is unknown by a name that nobody knows', () => {
    const { knowledge, image } = factsOf('registry.example/team/base');
    assert.deepEqual([knowledge, image], ['unknown', null]);
  });

  it('is half known where nobody looked into it', () => {
    const seen = { image: CONFIGURATION, files: null };
    assert.equal(factsOf('registry.example/team/base', seen).knowledge, 'configured');
    assert.equal(factsOf('quay.io/jupyter/minimal-notebook', seen).knowledge, 'configured');
    // Of an official image its name tells what is in it.
    assert.equal(factsOf('python:3.12', seen).knowledge, 'official');
    assert.equal(factsOf('python:3.12', seen).image?.user, 'app');
  });

  it('tells users and homes by its own /etc/passwd, whatever its name says', () => {
    const passwd = 'root:x:0:0:root:/root:/bin/sh\nnode:x:1234:5:,,,:/srv/node:/bin/sh\n';
    const files = new Map([['/etc/passwd', passwd]]);
    const { accounts, knowledge } = factsOf('node:22', { image: CONFIGURATION, files });
    assert.equal(knowledge, 'seen');
    assert.deepEqual([...accounts.keys()], ['root', 'node']);
    assert.deepEqual(accounts.get('node'), { uid: 1234, gid: 5, home: '/srv/node' });
  });

  it('has its settings where its manager looks for them', () => {
    const passwd = 'app:x:7:7::/srv/app:/bin/sh\n';
    const files = new Map([['/etc/passwd', passwd]]);
    const paths = settingsFilesOf({ image: CONFIGURATION, files });
    for (const path of [
      '/etc/pip.conf',
      '/root/.config/pip/pip.conf',
      '/srv/app/.config/pip/pip.conf',
      '/home/app/.pip/pip.conf',
      '/opt/venv/pip.conf',
    ])
      assert.ok(paths.includes(path), path);
    assert.ok(paths.every((path) => path.startsWith('/') && !path.includes('$')));
  });

  it('says of each setting for whom it counts', () => {
    const files = new Map([
      ['/etc/passwd', 'app:x:7:7::/srv/app:/bin/sh\n'],
      ['/etc/pip.conf', '[global]\nno_cache_dir = 0\n[list]\nformat = json\n'],
      ['/srv/app/.config/pip/pip.conf', '[install]\n# no\ncache-dir: /srv/cache  \n; no\n'],
      ['/opt/venv/pip.conf', '[global]\nno-cache-dir =\n'],
    ]);
    const { settings } = factsOf('x', { image: CONFIGURATION, files });
    assert.deepEqual(
      settings.map(({ key, value, home }) => [key, value, home]),
      [
        ['global.no-cache-dir', '0', null],
        ['install.cache-dir', '/srv/cache', '/srv/app'],
      ],
    );
  });
});

describe('/etc/passwd', () => {
  it('is read line by line, and what is no entry says nothing', () => {
    const text =
      '# no\napp:x:1:2:a b:/srv:/bin/sh\napp:x:9:9::/:\nbad:x:one:2::/:\n\nrel:x:3:4::home:\r\n';
    assert.deepEqual(
      [...readPasswd(text)],
      [
        ['app', { uid: 1, gid: 2, home: '/srv' }],
        ['rel', { uid: 3, gid: 4, home: null }],
      ],
    );
  });
});
