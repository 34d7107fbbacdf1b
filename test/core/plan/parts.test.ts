/** Names of the small pieces that a plan is made of, and what can be said of a step's key in words. */
import assert from 'node:assert/strict';
import { stepIdentities, stepIdentity } from '../../../server/core/plan/index.ts';
import {
  copyDestination,
  copySource,
  nextWorkdir,
} from '../../../server/core/build-model/paths.ts';
import { formatPlatform, parsePlatform } from '../../../server/core/build-model/platforms.ts';
import {
  completeReference,
  familiarReference,
  parseReference,
} from '../../../server/core/images/references.ts';
import { remoteSource } from '../../../server/core/build-model/remote-sources.ts';
import { isAtLeast } from '../../../server/core/build-model/versions.ts';
import { plan } from './support.ts';

describe('paths', () => {
  const workdirs: readonly (readonly [string, string, string])[] = [
    ['/', 'w', '/w'],
    ['/a', 'b/../c', '/a/c'],
    ['/a', '..', '/'],
    ['/a', '/b/', '/b/'],
    ['/a/', 'b', '/a/b'],
    ['/a', '', '/a'],
  ];
  for (const [from, written, expected] of workdirs) {
    it(`WORKDIR ${written} in ${from} is ${expected}`, () => {
      assert.equal(nextWorkdir(from, written), expected);
    });
  }

  const destinations: readonly (readonly [string, string, string])[] = [
    ['/w', '.', '/w/'],
    ['/w', './', '/w/'],
    ['/w', 'd', '/w/d'],
    ['/w', 'd/', '/w/d/'],
    ['/w', 'd/.', '/w/d/.'],
    ['/w', '/d//e/..', '/d'],
    ['/', '.', '/'],
    ['/w', '/', '/'],
  ];
  for (const [workdir, written, expected] of destinations) {
    it(`a copy to ${written} in ${workdir} goes to ${expected}`, () => {
      assert.equal(copyDestination(workdir, written), expected);
    });
  }

  it('of sources cannot leave their root', () => {
    assert.deepEqual(['a/../../b', './a/', '/', '.', '../..'].map(copySource), [
      '/b',
      '/a',
      '/',
      '/',
      '/',
    ]);
  });
});

describe('platforms', () => {
  const cases: readonly (readonly [string, string | null])[] = [
    ['linux/amd64', 'linux/amd64'],
    ['linux/x86_64', 'linux/amd64'],
    ['Linux/AARCH64', 'linux/arm64'],
    ['linux/arm64/v8', 'linux/arm64'],
    ['linux/arm', 'linux/arm/v7'],
    ['linux/arm/6', 'linux/arm/v6'],
    ['arm64', 'linux/arm64'],
    ['windows(10.0.17763)/amd64', 'windows(10.0.17763)/amd64'],
    ['linux/a/b/c', null],
    ['', null],
    ['linux/', null],
  ];
  for (const [written, expected] of cases) {
    it(`${written} is ${expected ?? 'none'}`, () => {
      const platform = parsePlatform(written);
      assert.equal(platform === null ? null : formatPlatform(platform), expected);
    });
  }
});

describe('references', () => {
  const cases: readonly (readonly [string, string | null, string | null])[] = [
    ['python', 'docker.io/library/python:latest', 'python'],
    ['python:3.8', 'docker.io/library/python:3.8', 'python:3.8'],
    ['team/tool', 'docker.io/team/tool:latest', 'team/tool'],
    ['localhost/tool', 'localhost/tool:latest', 'localhost/tool'],
    [
      'registry.example:5000/tool:1',
      'registry.example:5000/tool:1',
      'registry.example:5000/tool:1',
    ],
    ['Tool', null, null],
    ['a b', null, null],
    ['', null, null],
    ['python:', null, null],
  ];
  for (const [written, complete, familiar] of cases) {
    it(`${JSON.stringify(written)} is ${complete ?? 'none'}`, () => {
      const reference = parseReference(written);
      assert.equal(reference === null ? null : completeReference(reference), complete);
      assert.equal(reference === null ? null : familiarReference(reference), familiar);
    });
  }

  it('keep a digest, and need no tag beside it', () => {
    const digest = `sha256:${'1'.repeat(64)}`;
    const reference = parseReference(`python@${digest}`);
    assert.equal(
      reference === null ? '' : completeReference(reference),
      `docker.io/library/python@${digest}`,
    );
  });
});

describe('remote sources', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['a/b.git', 'none'],
    ['./git@code.example:a', 'none'],
    ['https://a.example/b/c.tar.gz?x=1', 'http c.tar.gz'],
    ['https://a.example/', 'http __unnamed__'],
    ['https://a.example', 'http __unnamed__'],
    ['https://a.example/b.git', 'git https://a.example/b.git  '],
    ['https://a.example/b.git#v1:sub/dir', 'git https://a.example/b.git v1 sub/dir'],
    [
      'https://a.example/b.git?branch=main&subdir=d',
      'git https://a.example/b.git refs/heads/main d',
    ],
    ['git@code.example:team/tool.git#v1', 'git git@code.example:team/tool.git v1 '],
    ['ssh://git@code.example/tool', 'git ssh://git@code.example/tool  '],
  ];
  for (const [written, expected] of cases) {
    it(`${written} is ${expected}`, () => {
      const source = remoteSource(written);
      const text =
        source === null
          ? 'none'
          : source.kind === 'http'
            ? `http ${source.file}`
            : `git ${source.remote} ${source.ref} ${source.subdir}`;
      assert.equal(text, expected);
    });
  }
});

describe('versions', () => {
  it('compare by number, and count as new where they cannot be read', () => {
    const versions = ['0.9.3', '0.26.0', 'v0.25.2', '0.26.0-rc1', '0.100.1', 'dev'];
    assert.deepEqual(
      versions.map((version) => isAtLeast(version, '0.26')),
      [false, true, false, true, true, true],
    );
  });
});

describe('stepIdentity', () => {
  const identities = (text: string): readonly string[] => stepIdentities(plan(text));

  it('outlives mounts, blanks and steps before it', () => {
    const [, before] = identities('FROM a AS b\nRUN pip install -r r.txt');
    const [, , after] = identities(
      'FROM a AS b\nRUN new\nRUN --mount=type=cache,target=/c   pip install \\\n  -r r.txt',
    );
    assert.equal(after, before);
  });

  it('tells the same line in other stages, and twice in one, apart', () => {
    const all = identities(
      'FROM i AS a\nRUN x\nRUN x\nFROM i AS b\nRUN x\nFROM i\nCOPY --from=a / /\nCOPY --from=b / /',
    );
    assert.equal(new Set(all).size, all.length);
  });

  it('of one step is its own', () => {
    const made = plan('FROM a\nRUN x\nRUN x');
    assert.deepEqual(
      made.steps.map((step) => stepIdentity(made, step)),
      stepIdentities(made),
    );
  });
});

describe('key parts', () => {
  it('name what a RUN rests on, with the lines that say so', () => {
    const made = plan(
      'FROM a\nARG SHA=1\nENV MODE=fast\nWORKDIR /w\nUSER app\nRUN --mount=type=cache,target=/c go',
    );
    const run = made.steps.find((step) => step.keyword === 'RUN');
    const parts = (run?.parts ?? []).map(({ kind, name, value, line }) => [
      kind,
      name,
      value,
      line,
    ]);
    for (const expected of [
      ['text', '', 'go', 6],
      ['arg', 'SHA', '1', 2],
      ['env', 'MODE', 'fast', 3],
      ['workdir', '', '/w', 4],
      ['user', '', 'app', 5],
      ['network', '', 'default', null],
    ]) {
      assert.ok(
        parts.some((part) => JSON.stringify(part) === JSON.stringify(expected)),
        String(expected),
      );
    }
    assert.ok(parts.some(([kind, name]) => kind === 'mount' && name === 'cache /c'));
  });

  it('name sources, destination and owner of a COPY', () => {
    const made = plan('FROM a\nCOPY --chown=app x y /z/');
    const parts =
      made.steps[1]?.parts.map(({ kind, name, value }) => `${kind} ${name} ${value}`) ?? [];
    assert.deepEqual(parts.slice(0, 4), [
      'source x x',
      'source y y',
      'destination  /z/',
      'owner  app',
    ]);
  });
});

describe('assumptions', () => {
  it('say what is not known of an image', () => {
    assert.deepEqual(plan('FROM python:3.8').assumed, [
      'python:3.8 is still the same image; its digest is not known.',
      'python:3.8 sets no variables, user, working directory or ONBUILD; its configuration is not known.',
    ]);
  });

  it('say that a tag may have moved since the last build', () => {
    const digest = `sha256:${'2'.repeat(64)}`;
    const images = { 'docker.io/library/python:3.8': { digest, source: 'last-build' as const } };
    assert.deepEqual(plan('FROM python:3.8', { images }).assumed, [
      `python:3.8 is still ${digest} (from the last build).`,
    ]);
  });
});
