/** The project: which files read which, which builds there are, and what a change asks again. */
import assert from 'node:assert/strict';
import { rmSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import {
  createProject,
  type Project,
  type ProjectOptions,
  type Reference,
} from '../../server/node/project/index.ts';
import { addFiles, folderWith, removeFolders } from './support/folders.ts';

const INSTALL = (file: string, option = '-r') =>
  `FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN pip install ${option} ${file}\n`;

type Files = Readonly<Record<string, string>>;

interface Opened {
  readonly root: string;
  readonly project: Project;
  /** Texts of an editor, by path below the root. */
  readonly open: Map<string, string>;
  /** Paths below the root of what was parsed, since the last look. */
  readonly parsed: () => readonly string[];
  /** `prod.txt requirement 4`. */
  readonly references: (file: string) => Promise<readonly string[]>;
  readonly readers: (file: string) => Promise<readonly string[]>;
  /** `Dockerfile@. requirement via prod.txt`. */
  readonly installers: (file: string) => Promise<readonly string[]>;
  /** Ids. */
  readonly builds: (dockerfile: string) => Promise<readonly string[]>;
  readonly edit: (file: string, text: string) => void;
}

function projectOf(files: Files, options: Partial<ProjectOptions> & { in?: string } = {}): Opened {
  const root = folderWith({ '.git/HEAD': 'ref: refs/heads/main\n', ...files });
  const open = new Map<string, string>();
  const shown = (file: string) => relative(root, file);
  const parsed: string[] = [];
  const project = createProject({
    folders: () => [join(root, options.in ?? '')],
    openText: (file) => open.get(shown(file)),
    contextSetting: () => Promise.resolve(null),
    environment: {},
    onParse: (file) => parsed.push(shown(file)),
    ...options,
  });
  const inWords = ({ file, kind, line }: Pick<Reference, 'file' | 'kind' | 'line'>) =>
    `${shown(file)} ${kind} ${String(line)}`;
  return {
    root,
    project,
    open,
    parsed: () => parsed.splice(0).sort(),
    references: async (file) => (await project.references(join(root, file))).map(inWords),
    readers: async (file) => (await project.readersOf(join(root, file))).map(inWords),
    installers: async (file) =>
      (await project.installersOf(join(root, file))).map(({ invocation, kind, via }) => {
        const way = via.length === 0 ? '' : ` via ${via.map(shown).join(', ')}`;
        return `${invocation.id} ${kind}${way}`;
      }),
    builds: async (dockerfile) =>
      (await project.invocations(join(root, dockerfile))).map(({ id }) => id),
    edit: (file, text) => {
      open.set(file, text);
      project.edited(join(root, file));
    },
  };
}

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

describe('a change in a project', () => {
  afterEach(removeFolders);

  it('counts while it is typed', async () => {
    const { edit, installers, builds, open, project, root } = projectOf({
      Dockerfile: INSTALL('prod.txt'),
      'prod.txt': '-r base.txt\n',
      'base.txt': '',
      'other.txt': '',
    });
    assert.equal((await installers('base.txt')).length, 1);
    edit('prod.txt', '-r other.txt\n');
    assert.deepEqual(await installers('base.txt'), []);
    assert.deepEqual(await installers('other.txt'), ['Dockerfile@. requirement via prod.txt']);
    edit('Dockerfile', INSTALL('base.txt'));
    assert.deepEqual(await installers('base.txt'), ['Dockerfile@. requirement']);
    assert.deepEqual(await installers('other.txt'), []);
    edit('compose.yaml', 'services:\n  web:\n    build: { context: ., target: web }\n');
    project.changed([join(root, 'compose.yaml')]);
    assert.deepEqual(await builds('Dockerfile'), ['Dockerfile@.']);
    // A new file counts once it is there.
    addFiles(root, { 'compose.yaml': 'services: {}\n' });
    project.changed([join(root, 'compose.yaml')]);
    assert.deepEqual(await builds('Dockerfile'), ['compose.yaml:web']);
    // Closed without saving.
    for (const file of [...open.keys()]) {
      open.delete(file);
      project.edited(join(root, file));
    }
    assert.deepEqual(await installers('base.txt'), ['Dockerfile@. requirement via prod.txt']);
    assert.deepEqual(await builds('Dockerfile'), ['Dockerfile@.']);
  });

  it('of a compose file, of what it includes and of its .env counts while it is typed', async () => {
    const { edit, builds } = projectOf({
      'compose.yaml':
        'include: [more.yaml]\nservices:\n  web:\n    build: { target: "${TARGET}" }\n',
      'more.yaml': 'services: {}\n',
      '.env': 'TARGET=a\n',
      Dockerfile: 'FROM scratch AS a\n',
    });
    assert.deepEqual(await builds('Dockerfile'), ['compose.yaml:web']);
    edit('more.yaml', 'services:\n  job:\n    build: .\n');
    assert.deepEqual([...(await builds('Dockerfile'))].sort(), [
      'compose.yaml:web',
      'more.yaml:job',
    ]);
  });

  it('on the disk counts: a new file, a new folder, a removed one', async () => {
    const { root, project, installers, builds } = projectOf({
      'docker/Dockerfile': 'FROM python:3.12\nCOPY deps deps\nRUN pip install -r deps/a.txt\n',
      'README.md': '',
    });
    assert.deepEqual(await builds('docker/Dockerfile'), ['docker/Dockerfile@docker']);
    assert.deepEqual(await installers('deps/a.txt'), []);
    addFiles(root, { 'deps/a.txt': '-r b.txt\n', 'deps/b.txt': '' });
    project.changed([join(root, 'deps/a.txt'), join(root, 'deps/b.txt')]);
    assert.deepEqual(await builds('docker/Dockerfile'), ['docker/Dockerfile@.']);
    assert.deepEqual(await installers('deps/b.txt'), [
      'docker/Dockerfile@. requirement via deps/a.txt',
    ]);
    // Editors tell of a removed folder, and not of what was in it.
    rmSync(join(root, 'deps'), { recursive: true });
    project.changed([join(root, 'deps')]);
    assert.deepEqual(await builds('docker/Dockerfile'), ['docker/Dockerfile@docker']);
    assert.deepEqual(await installers('deps/b.txt'), []);
    addFiles(root, { 'docker/deps/a.txt': '' });
    project.changed(null);
    assert.deepEqual(await installers('docker/deps/a.txt'), [
      'docker/Dockerfile@docker requirement',
    ]);
    addFiles(root, { 'sub/Dockerfile': 'FROM scratch\n' });
    project.changed([join(root, 'sub/Dockerfile')]);
    assert.equal((await project.dockerfiles()).length, 2);
    rmSync(join(root, 'sub/Dockerfile'));
    project.changed([join(root, 'sub/Dockerfile')]);
    assert.equal((await project.dockerfiles()).length, 1);
  });

  it('of a file counts for the links that lead to it', async () => {
    const { root, project, installers, edit } = projectOf({
      Dockerfile: INSTALL('requirements.txt'),
      'requirements/prod.txt': '-r a.txt\n',
    });
    symlinkSync('requirements/prod.txt', join(root, 'requirements.txt'));
    assert.deepEqual(await installers('b.txt'), []);
    // pip looks beside the name that it was given.
    addFiles(root, { 'requirements/prod.txt': '-r b.txt\n' });
    project.changed([join(root, 'requirements/prod.txt')]);
    assert.deepEqual(await installers('b.txt'), ['Dockerfile@. requirement via requirements.txt']);
    edit('requirements/prod.txt', '-r c.txt\n');
    assert.deepEqual(await installers('c.txt'), ['Dockerfile@. requirement via requirements.txt']);
  });

  it('asks only what it touches', async () => {
    const numbers = Array.from({ length: 50 }, (_, index) => String(index));
    const files = Object.fromEntries(
      numbers.flatMap((n) => [
        [`app${n}/Dockerfile`, INSTALL('requirements.txt')],
        [`app${n}/requirements.txt`, '-r ../base.txt\n'],
      ]),
    );
    const { root, parsed, edit, installers, project } = projectOf({
      ...files,
      'base.txt': '',
      'new.txt': '',
      'compose.yaml': `services:\n${numbers.map((n) => `  s${n}:\n    build: app${n}\n`).join('')}`,
    });
    assert.equal((await installers('base.txt')).length, 50);
    assert.equal(parsed().length, 102);
    assert.equal((await installers('base.txt')).length, 50);
    assert.deepEqual(parsed(), []);
    const steps: readonly (readonly [file: string, text: string, nInstallers: number])[] = [
      ['app7/requirements.txt', '-r ../base.txt\nsix\n', 50],
      ['app7/requirements.txt', 'six\n', 49],
      ['app8/Dockerfile', `${INSTALL('requirements.txt')}RUN true\n`, 49],
      ['app8/Dockerfile', 'FROM scratch\n', 48],
      ['base.txt', '-r new.txt\n', 48],
      ['compose.yaml', 'services: {}\n', 48],
    ];
    // What is read again from the disk would be found gone.
    for (const n of numbers) rmSync(join(root, `app${n}`), { recursive: true });
    for (const [file, text, nInstallers] of steps) {
      edit(file, text);
      assert.equal((await installers('base.txt')).length, nInstallers, `${file}: ${text}`);
      const expected = file === 'base.txt' ? ['base.txt', 'new.txt'] : [file];
      assert.deepEqual(parsed(), expected, `${file}: ${text}`);
    }
    edit('unrelated.py', 'print()\n');
    assert.equal((await installers('new.txt')).length, 48);
    assert.deepEqual(parsed(), []);
    addFiles(root, { 'base.txt': 'flask\n' });
    project.changed([join(root, 'base.txt')]);
    assert.equal((await installers('base.txt')).length, 48);
    addFiles(root, { 'new.py': '' });
    project.changed([join(root, 'new.py')]);
    assert.equal((await installers('base.txt')).length, 48);
    assert.deepEqual(parsed(), []);
    // A folder that is gone takes with it what was in it: the disk is looked at again.
    project.changed([join(root, 'app9')]);
    assert.deepEqual(await installers('base.txt'), []);
  });
});
