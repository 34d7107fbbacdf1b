/** What a change in an editor or on the disk does to a project, and what it asks again. */
import assert from 'node:assert/strict';
import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { addFiles, removeFolders } from './support/folders.ts';
import { INSTALL, projectOf } from './support/project.ts';

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
