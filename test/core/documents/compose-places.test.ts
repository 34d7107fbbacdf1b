import assert from 'node:assert/strict';
import { readCompose } from '../../../server/core/documents/compose/index.ts';
import type { DeclaredBuilds } from '../../../server/core/invocations/model.ts';

type Files = Readonly<Record<string, string>>;

function reading(files: Files, given: readonly string[] = ['/r/compose.yaml']): DeclaredBuilds {
  return readCompose({
    files: given,
    read: (file) => files[file] ?? null,
    environment: { SECRET: 'hunter2' },
  });
}

const both = ['/r/compose.yaml', '/r/compose.prod.yaml'];

describe('compose: where a build is written', () => {
  const cases: readonly {
    readonly title: string;
    readonly files: Files;
    readonly given?: readonly string[];
    /** The file, the line and the name of each build. */
    readonly expected: readonly string[];
  }[] = [
    {
      title: 'at the key of the service',
      files: { '/r/compose.yaml': 'services:\n  a: {build: .}\n\n  b:\n    build: .\n' },
      expected: ['/r/compose.yaml:2 a', '/r/compose.yaml:4 b'],
    },
    {
      title: 'in the first file, where the second says nothing of the build',
      given: both,
      files: {
        '/r/compose.yaml': 'services:\n  a:\n    build: .\n',
        '/r/compose.prod.yaml': '\nservices:\n  a:\n    init: true\n',
      },
      expected: ['/r/compose.yaml:2 a'],
    },
    {
      title: 'in the last file that says something of the build',
      given: both,
      files: {
        '/r/compose.yaml': 'services:\n  a:\n    build: .\n',
        '/r/compose.prod.yaml': '\nservices:\n  a:\n    build: {target: x}\n',
      },
      expected: ['/r/compose.prod.yaml:3 a'],
    },
    {
      title: 'at the service that extends another one',
      files: {
        '/r/compose.yaml': 'services:\n  a:\n    extends: {file: b/b.yaml, service: b}\n',
        '/r/b/b.yaml': '\n\nservices:\n  b:\n    build: .\n',
      },
      expected: ['/r/compose.yaml:2 a'],
    },
    {
      title: 'in the file that is included',
      files: {
        '/r/compose.yaml': 'include: [sub/a.yaml]\n',
        '/r/sub/a.yaml': 'services:\n  a:\n    build: .\n',
      },
      expected: ['/r/sub/a.yaml:2 a'],
    },
  ];
  for (const { title, files, given, expected } of cases) {
    it(title, () => {
      const { builds, problems } = reading(files, given);
      assert.deepEqual(
        builds.map(({ source }) => `${source.file}:${source.line ?? ''} ${source.name ?? ''}`),
        expected,
      );
      assert.deepEqual(problems, []);
    });
  }
});

describe('compose: files that decide on the builds', () => {
  it('are all that were read or looked for, without those given', () => {
    const { files } = reading({
      '/r/compose.yaml':
        'include:\n  - sub/a.yaml\n  - {path: sub/gone.yaml, env_file: x.env}\nservices:\n  a:\n    extends: {file: base.yaml, service: b}\n',
      '/r/sub/a.yaml': 'services: {}\n',
      '/r/base.yaml': 'services: {b: {build: .}}\n',
    });
    assert.deepEqual([...files].sort(), [
      '/r/.env',
      '/r/base.yaml',
      '/r/sub/.env',
      '/r/sub/a.yaml',
      '/r/sub/gone.yaml',
      '/r/x.env',
    ]);
  });
});

describe('compose: variables without a value', () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['those that the build uses', '{context: "./$A", target: "$B"}', ['A', 'B']],
    ['each once', '{args: {X: "$A$A", Y: "$A"}}', ['A']],
    ['none with a default', '{args: {X: "${A:-x}", Y: "${B-}", Z: "${C+z}"}}', []],
    ['those of a default that is used', '{args: {X: "${A:-$B}", Y: "${SECRET:-$C}"}}', ['B']],
    ['required ones', '{args: {X: "${A:?}"}}', ['A']],
    ['arguments without a value', '{args: [A, SECRET]}', ['A']],
  ];
  for (const [title, build, expected] of cases) {
    it(title, () => {
      const { builds } = reading({
        '/r/compose.yaml': `services:\n  other: {image: "$OTHER"}\n  a: {build: ${build}}\n`,
      });
      assert.deepEqual(builds[0]?.unset, expected);
    });
  }

  it('leave an argument without a value null', () => {
    const { builds } = reading({ '/r/compose.yaml': 'services: {a: {build: {args: [A, B=]}}}\n' });
    assert.deepEqual(builds[0]?.args, { A: null, B: '' });
  });

  it('and an unknown home leave the context null', () => {
    const { builds } = reading({
      '/r/compose.yaml': 'services: {a: {build: "$A"}, b: {build: ~/x}}\n',
    });
    assert.deepEqual(
      builds.map(({ context, dockerfile }) => [context, dockerfile]),
      [
        [null, null],
        [null, null],
      ],
    );
  });
});

describe('compose: what cannot be read', () => {
  const service = 'services:\n  a:\n    build: .\n';
  const cases: readonly {
    readonly title: string;
    readonly files: Files;
    readonly expected: readonly string[];
  }[] = [
    {
      title: 'a file that does not exist',
      files: {},
      expected: ['compose.yaml: The compose file `compose.yaml` does not exist or cannot be read.'],
    },
    {
      title: 'broken YAML',
      files: { '/r/compose.yaml': 'services:\n  a: [\n' },
      expected: [
        'compose.yaml:3: This is no valid YAML, so its builds are unknown: Flow sequence in block collection must be sufficiently indented and end with a ].',
      ],
    },
    {
      title: 'a template',
      files: { '/r/compose.yaml': 'services:\n  {% if a %}\n  a: {{ b }}\n' },
      expected: [
        'compose.yaml: This file is a template; its builds are known only after it is filled in.',
      ],
    },
    {
      title: 'an env file',
      files: { '/r/compose.yaml': service, '/r/.env': 'A=$SECRET\nB="hunter2\n' },
      expected: [
        '.env:2: Docker Compose cannot read this env file: A quoted value has no closing quote.',
      ],
    },
    {
      title: 'a required variable',
      files: { '/r/compose.yaml': service + '\n    platform: "${P:?ask $SECRET}"\n' },
      expected: [
        'compose.yaml:5: The variable `P` is required, but nothing gives it a value. Set it in the environment or in `.env`.',
      ],
    },
    {
      title: 'services that extend each other in a circle',
      files: {
        '/r/compose.yaml': 'services:\n  a: {extends: b}\n  b: {extends: a, build: .}\n',
      },
      expected: [
        'compose.yaml:2: The service `a` extends itself. Remove one `extends` of the circle.',
      ],
    },
    {
      title: 'files elsewhere',
      files: { '/r/compose.yaml': `include: ["https://example.test/a.git"]\n${service}` },
      expected: [
        'compose.yaml:1: The file that is included here is not on this machine, so it is not read.',
      ],
    },
  ];
  for (const { title, files, expected } of cases) {
    it(`${title} is a problem`, () => {
      const { problems } = reading(files);
      const told = problems.map(
        ({ file, line, message }) =>
          `${file.slice('/r/'.length)}${line === undefined ? '' : `:${line}`}: ${message}`,
      );
      assert.deepEqual(told, expected);
      assert.ok(!told.join('').includes('hunter2'), 'no message has a value');
    });
  }
});
