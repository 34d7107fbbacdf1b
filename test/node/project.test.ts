/** The project: which files read which, and which builds there are. */
import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { buildModel } from '../../server/core/build-model/build-model.ts';
import { createProject, type ProjectOptions } from '../../server/node/project/index.ts';
import { removeFolders } from './support/folders.ts';
import { INSTALL, projectOf } from './support/project.ts';

describe('the files of a project', () => {
  afterEach(removeFolders);

  it('are read by Dockerfiles, and by one another', async () => {
    const { references, readers, installers } = projectOf({
      Dockerfile: INSTALL('prod.txt'),
      '.dockerignore': '*.md\n',
      'prod.txt': 'flask\n-r deps/base.txt\n-c pins.txt\n',
      'deps/base.txt': '-r more.txt\nsix\n-r https://example.org/far.txt\n',
      'deps/more.txt': '',
      'pins.txt': '-r other-pins.txt\n',
      'other-pins.txt': '',
      'alone.txt': '',
    });
    assert.deepEqual(await references('Dockerfile'), [
      'prod.txt requirement 4',
      '.dockerignore ignore-file 1',
    ]);
    assert.deepEqual(await references('prod.txt'), [
      'deps/base.txt requirement 2',
      'pins.txt constraint 3',
    ]);
    assert.deepEqual(await references('deps/base.txt'), ['deps/more.txt requirement 1']);
    assert.deepEqual(await readers('prod.txt'), ['Dockerfile requirement 4']);
    assert.deepEqual(await readers('deps/more.txt'), ['deps/base.txt requirement 1']);
    assert.deepEqual(await readers('pins.txt'), ['prod.txt constraint 3']);
    assert.deepEqual(await readers('alone.txt'), []);
    assert.deepEqual(await installers('prod.txt'), ['Dockerfile@. requirement']);
    assert.deepEqual(await installers('deps/base.txt'), ['Dockerfile@. requirement via prod.txt']);
    assert.deepEqual(await installers('deps/more.txt'), [
      'Dockerfile@. requirement via prod.txt, deps/base.txt',
    ]);
    assert.deepEqual(await installers('pins.txt'), ['Dockerfile@. constraint via prod.txt']);
    assert.deepEqual(await installers('other-pins.txt'), [
      'Dockerfile@. constraint via prod.txt, pins.txt',
    ]);
    assert.deepEqual(await installers('alone.txt'), []);
  });

  it('can name one another in a circle', async () => {
    const { installers } = projectOf({
      Dockerfile: INSTALL('a.txt'),
      'a.txt': '-r b.txt\n-r a.txt\n',
      'b.txt': '-r a.txt\n',
    });
    assert.deepEqual(await installers('a.txt'), ['Dockerfile@. requirement']);
    assert.deepEqual(await installers('b.txt'), ['Dockerfile@. requirement via a.txt']);
  });

  it('are installed where a constraint names them too', async () => {
    const { installers } = projectOf({
      Dockerfile: INSTALL('pins.txt -r prod.txt', '-c'),
      'pins.txt': '-r base.txt\n',
      'prod.txt': '-r middle.txt\n',
      'middle.txt': '-r base.txt\n',
      'base.txt': '-r last.txt\n',
      'last.txt': '',
      'both/Dockerfile': INSTALL('both.txt -r both.txt', '-c'),
      'both/both.txt': '',
    });
    assert.deepEqual(await installers('base.txt'), [
      'Dockerfile@. requirement via prod.txt, middle.txt',
    ]);
    assert.deepEqual(await installers('last.txt'), [
      'Dockerfile@. requirement via prod.txt, middle.txt, base.txt',
    ]);
    assert.deepEqual(await installers('both/both.txt'), ['both/Dockerfile@both requirement']);
  });

  it('can be outside the context', async () => {
    const { installers, references } = projectOf({
      'app/Dockerfile': INSTALL('requirements.txt'),
      'app/requirements.txt': '-r ../shared.txt\n',
      'shared.txt': '',
    });
    assert.deepEqual(await references('app/requirements.txt'), ['shared.txt requirement 1']);
    assert.deepEqual(await installers('shared.txt'), [
      'app/Dockerfile@app requirement via app/requirements.txt',
    ]);
  });

  it('are installed by several images, the nearest first', async () => {
    const { installers } = projectOf({
      Dockerfile: INSTALL('a/requirements.txt'),
      'a/Dockerfile': INSTALL('requirements.txt'),
      'a/prod.Dockerfile': INSTALL('requirements.txt'),
      'a/requirements.txt': '',
      'b/Dockerfile': INSTALL('requirements.txt'),
      'b/requirements.txt': '-r ../a/requirements.txt\n',
    });
    assert.deepEqual(await installers('a/requirements.txt'), [
      'a/Dockerfile@a requirement',
      'a/prod.Dockerfile@a requirement',
      'Dockerfile@. requirement',
      'b/Dockerfile@b requirement via b/requirements.txt',
    ]);
  });

  it('are installed by the builds whose context has them', async () => {
    const { installers, references } = projectOf({
      'compose.yaml':
        'services:\n  one:\n    build: { context: one, dockerfile: ../Dockerfile.py }\n  two:\n    build: { context: two, dockerfile: ../Dockerfile.py }\n',
      'Dockerfile.py': INSTALL('requirements.txt'),
      'one/requirements.txt': '',
      'two/requirements.txt': '',
    });
    assert.deepEqual(await references('Dockerfile.py'), [
      'one/requirements.txt requirement 4',
      'two/requirements.txt requirement 4',
    ]);
    assert.deepEqual(await installers('one/requirements.txt'), ['compose.yaml:one requirement']);
    assert.deepEqual(await installers('two/requirements.txt'), ['compose.yaml:two requirement']);
  });

  it('are those of a Dockerfile inside a compose file', async () => {
    const { installers, references, project, root } = projectOf({
      'compose.yaml':
        'services:\n  web:\n    build:\n      context: .\n      dockerfile_inline: |\n        FROM python:3.12\n        COPY requirements.txt /\n        RUN pip install -r /requirements.txt\n  app:\n    build: .\n',
      Dockerfile: 'FROM scratch\n',
      'requirements.txt': '',
    });
    assert.deepEqual(await installers('requirements.txt'), ['compose.yaml:web requirement']);
    assert.deepEqual(await references('compose.yaml'), [
      'compose.yaml build 2',
      'Dockerfile build 9',
      'requirements.txt requirement 3',
    ]);
    assert.deepEqual(await project.dockerfiles(), [join(root, 'Dockerfile')]);
  });

  it('can have a Dockerfile of any name, if a compose file names it', async () => {
    const { project, root, installers } = projectOf({
      'compose.yaml': 'services:\n  web:\n    build: { context: ., dockerfile: image.build }\n',
      'image.build': INSTALL('requirements.txt'),
      'requirements.txt': '',
    });
    assert.deepEqual(await project.dockerfiles(), [join(root, 'image.build')]);
    assert.deepEqual(await installers('requirements.txt'), ['compose.yaml:web requirement']);
  });

  it('can be dead links, links in a circle and folders', async () => {
    const { project, root, installers } = projectOf({
      'a/Dockerfile': INSTALL('requirements.txt'),
      'a/requirements.txt': '-r dead.txt\n-r folder\n-r nosuch.txt\n',
      'a/folder/x': '',
      'Dockerfile.folder/x': '',
    });
    symlinkSync('nowhere', join(root, 'a/dead.txt'));
    symlinkSync('nowhere', join(root, 'Dockerfile'));
    symlinkSync('Dockerfile.loop', join(root, 'Dockerfile.loop'));
    symlinkSync('nowhere', join(root, 'compose.yaml'));
    assert.deepEqual(await project.dockerfiles(), [join(root, 'a/Dockerfile')]);
    assert.deepEqual(await installers('a/dead.txt'), [
      'a/Dockerfile@a requirement via a/requirements.txt',
    ]);
  });

  it('are found through links', async () => {
    const { root, installers } = projectOf({
      Dockerfile: INSTALL('requirements.txt'),
      'requirements/prod.txt': 'flask\n',
    });
    symlinkSync('requirements/prod.txt', join(root, 'requirements.txt'));
    assert.deepEqual(await installers('requirements.txt'), ['Dockerfile@. requirement']);
    assert.deepEqual(await installers('requirements/prod.txt'), ['Dockerfile@. requirement']);
  });
});

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

  it('rest on the models of open files that others want as well', async () => {
    const texts: string[] = [];
    const text = INSTALL('requirements.txt');
    const { builds, edit } = projectOf(
      { Dockerfile: text, 'requirements.txt': '' },
      { models: (input) => (texts.push(input.text), buildModel(input)) },
    );
    await builds('Dockerfile');
    edit('Dockerfile', `${text}RUN true\n`);
    await builds('Dockerfile');
    assert.deepEqual(texts, [`${text}RUN true\n`]);
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
