import assert from 'node:assert/strict';
import { composeProjects } from '../../../server/core/documents/compose/index.ts';

const ALONE = 'services:\n  web:\n    build: .\n';
const PATCH = 'services:\n  web:\n    environment: [A=1]\n';

describe('compose: which files belong together', () => {
  const cases: readonly {
    readonly title: string;
    readonly files: Readonly<Record<string, string>>;
    readonly expected: readonly (readonly string[])[];
  }[] = [
    { title: 'one file', files: { '/r/compose.yaml': ALONE }, expected: [['/r/compose.yaml']] },
    {
      title: 'the default file and its override',
      files: { '/r/docker-compose.override.yml': PATCH, '/r/docker-compose.yml': ALONE },
      expected: [['/r/docker-compose.yml', '/r/docker-compose.override.yml']],
    },
    {
      title: 'the first of several default names; the others stand alone',
      files: { '/r/docker-compose.yml': ALONE, '/r/compose.yml': ALONE },
      expected: [['/r/compose.yml'], ['/r/docker-compose.yml']],
    },
    {
      title: 'another file that stands alone',
      files: { '/r/compose.yaml': ALONE, '/r/docker-compose-test.yml': ALONE },
      expected: [['/r/compose.yaml'], ['/r/docker-compose-test.yml']],
    },
    {
      title: 'another file over the default file, without the override',
      files: {
        '/r/compose.yaml': ALONE,
        '/r/compose.override.yaml': PATCH,
        '/r/compose.prod.yaml': PATCH,
      },
      expected: [
        ['/r/compose.yaml', '/r/compose.override.yaml'],
        ['/r/compose.yaml', '/r/compose.prod.yaml'],
      ],
    },
    {
      title: 'a file that needs another one where there is no default file',
      files: { '/r/docker-compose.dev.yml': PATCH },
      expected: [['/r/docker-compose.dev.yml']],
    },
    {
      title: 'an override without a default file',
      files: { '/r/compose.override.yaml': ALONE },
      expected: [['/r/compose.override.yaml']],
    },
    {
      title: 'files of several folders',
      files: { '/r/compose.yaml': ALONE, '/r/sub/compose.prod.yaml': PATCH },
      expected: [['/r/compose.yaml'], ['/r/sub/compose.prod.yaml']],
    },
    {
      title: 'services that extend others stand alone',
      files: {
        '/r/compose.yaml': ALONE,
        '/r/compose.ci.yaml': 'services:\n  a:\n    extends: {file: compose.yaml, service: web}\n',
      },
      expected: [['/r/compose.yaml'], ['/r/compose.ci.yaml']],
    },
    {
      title: 'included files belong to the file that includes them',
      files: {
        '/r/compose.yaml':
          'include:\n  - compose.db.yaml\n  - path: [sub/compose.yaml, sub/compose.x.yaml]\n',
        '/r/compose.db.yaml': ALONE,
        '/r/sub/compose.x.yaml': PATCH,
        '/r/sub/compose.yaml': ALONE,
      },
      // A default file is also used from its own folder.
      expected: [['/r/compose.yaml'], ['/r/sub/compose.yaml']],
    },
    {
      title: 'files that include each other',
      files: {
        '/r/compose.a.yaml': 'include: [compose.b.yaml]\n',
        '/r/compose.b.yaml': 'include: [compose.a.yaml]\n',
      },
      expected: [['/r/compose.a.yaml'], ['/r/compose.b.yaml']],
    },
    {
      title: 'files that cannot be read as YAML',
      files: { '/r/compose.yaml': '{', '/r/compose.b.yaml': '- [' },
      expected: [['/r/compose.yaml'], ['/r/compose.b.yaml']],
    },
  ];
  for (const { title, files, expected } of cases) {
    it(title, () =>
      assert.deepEqual(
        composeProjects(Object.keys(files), (file) => files[file] ?? null),
        expected,
      ),
    );
  }
});
