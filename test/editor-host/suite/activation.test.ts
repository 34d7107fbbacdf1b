/** The extension wakes up for the files that it is about, in the editor that runs this. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  activated,
  closeAll,
  EXTENSION_ID,
  findingsOf,
  lensesOf,
  openFile,
  until,
  untilLens,
} from './support.ts';

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

describe(`the extension in VS Code ${vscode.version}`, () => {
  const extension = vscode.extensions.getExtension(EXTENSION_ID);
  after(closeAll);

  it('sleeps in a workspace that has Dockerfiles, and while other files are opened', async () => {
    assert.ok(extension, `${EXTENSION_ID} is not installed`);
    await openFile('notes.md', '# Notes\n');
    await openFile('other.txt', 'FROM python:3.11\n');
    assert.equal(extension.isActive, false);
  });

  it('activates when a Dockerfile is opened', async () => {
    const document = await openFile('Dockerfile');
    assert.equal(document.languageId, 'dockerfile');
    await until('activation', () => extension?.isActive);
  });

  it('says how long its own part of the activation took, and when its server answers', async () => {
    const api = await activated();
    assert.equal(typeof api.activationMilliseconds, 'number');
    assert.ok(api.activationMilliseconds > 0);
  });

  const NAMES = [
    ['Containerfile.dev', true],
    ['Dockerfile-prod', true],
    ['Dockerfile_test', true],
    ['dev.Containerfile', true],
    ['Dockerfile.md', false],
    ['Dockerfile.j2', false],
  ] as const;
  for (const [name, isDockerfile] of NAMES) {
    it(`${isDockerfile ? 'shows lenses above' : 'shows nothing of'} ${name}`, async () => {
      await activated();
      const { uri } = await openFile(`names/${name}`, 'FROM python:3.11\nRUN pip install flask\n');
      if (isDockerfile) {
        await untilLens(uri, /Build image/);
        return;
      }
      // The lenses of a Dockerfile that is opened later are there: what comes has come.
      const other = await openFile('names/Dockerfile', 'FROM python:3.11\n');
      await untilLens(other.uri, /Build image/);
      assert.deepEqual([await lensesOf(uri), findingsOf(uri)], [[], []]);
    });
  }

  it('knows requirements files', async () => {
    const document = await openFile('requirements.txt');
    assert.equal(document.languageId, 'pip-requirements');
  });

  it('has all the commands of its manifest', async () => {
    await activated();
    const { contributes } = extension?.packageJSON as Manifest;
    const known = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      contributes.commands.filter(({ command }) => !known.has(command)),
      [],
    );
  });
});
