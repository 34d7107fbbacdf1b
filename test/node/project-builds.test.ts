/** The project: which builds there are of a Dockerfile. */
import assert from 'node:assert/strict';
import { join, relative } from 'node:path';
import { createProject, type ProjectOptions } from '../../server/node/project/index.ts';
import { removeFolders } from './support/folders.ts';
import { projectOf } from './support/projects.ts';

describe('the builds of a project', () => {
  afterEach(removeFolders);

  it('are those of files above the opened folder', async () => {
    const { builds } = projectOf(
      {
        'compose.yaml': 'services:\n  web:\n    build: ./backend\n',
        Makefile: 'image:\n\tdocker build -t app backend\n',
        'docker-bake.json': '{"target":{"app":{"context":"backend"}}}',
        '.github/workflows/ci.yml':
          'on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: docker build backend\n',
        'backend/Dockerfile': 'FROM scratch\n',
      },
      { in: 'backend' },
    );
    assert.deepEqual([...(await builds('backend/Dockerfile'))].sort(), [
      '.github/workflows/ci.yml:6',
      'Makefile:2',
      'compose.yaml:web',
      'docker-bake.json:app',
    ]);
  });

  it('of a work tree begin at its own root', async () => {
    const { project, root } = projectOf({
      'tree/.git': 'gitdir: ../.git/worktrees/tree\n',
      'tree/docker/Dockerfile': 'FROM scratch\nCOPY app /app\n',
      'app/x': '',
      'tree/app/x': '',
      'tree/compose.yaml': 'services:\n  web:\n    build: { dockerfile: Dockerfile.web }\n',
      'tree/Dockerfile.web': 'FROM scratch\n',
    });
    const found = await project.invocations(join(root, 'tree/docker/Dockerfile'));
    assert.deepEqual(
      found.map(({ id, context }) => [id, context]),
      [['docker/Dockerfile@.', join(root, 'tree')]],
    );
  });

  it('come from the setting, the history, or the evidence, in this order', async () => {
    const files = {
      'docker/Dockerfile': 'FROM scratch\nCOPY app /app\n',
      'app/x': '',
      'sub/x': '',
    };
    const recorded = (root: string) => () =>
      Promise.resolve([{ context: join(root, 'sub'), target: 'tools' }]);
    const plain = projectOf(files);
    assert.deepEqual(await plain.builds('docker/Dockerfile'), ['docker/Dockerfile@.']);
    const { root } = plain;
    const withHistory = createProject({ ...optionsFor(root), recorded: recorded(root) });
    const dockerfile = join(root, 'docker/Dockerfile');
    assert.deepEqual(
      (await withHistory.invocations(dockerfile)).map(({ id }) => id),
      ['docker/Dockerfile@sub:tools'],
    );
    const withSetting = createProject({
      ...optionsFor(root),
      recorded: recorded(root),
      contextSetting: () => Promise.resolve(join(root, 'docker')),
    });
    assert.deepEqual(
      (await withSetting.choose(dockerfile)).invocation?.evidence,
      'the setting layerForecast.context',
    );
  });

  it('are not read where files that describe them do not count', async () => {
    const { builds } = projectOf(
      {
        'compose.yaml': 'services:\n  web:\n    build: { target: web }\n',
        Dockerfile: 'FROM scratch AS web\n',
      },
      { withoutBuildFiles: true },
    );
    assert.deepEqual(await builds('Dockerfile'), ['Dockerfile@.']);
  });

  it('have problems with names of files, and go on', async () => {
    const { project, builds, root } = projectOf({
      'compose.yaml': 'services:\n  web:\n    build: [\n',
      'sub/compose.yaml': 'services:\n  web:\n    build: ..\n',
      Dockerfile: 'FROM scratch\n',
    });
    assert.deepEqual(await builds('Dockerfile'), ['sub/compose.yaml:web']);
    const problems = await project.problems();
    assert.deepEqual(
      [...new Set(problems.map(({ file }) => relative(root, file)))],
      ['compose.yaml'],
    );
  });

  function optionsFor(root: string): ProjectOptions {
    return {
      folders: () => [root],
      openText: () => undefined,
      contextSetting: () => Promise.resolve(null),
      environment: {},
    };
  }
});
