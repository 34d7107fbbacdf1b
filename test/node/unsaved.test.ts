/** Which open files count as edits: those that the build reads, by whatever path they were opened. */
import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createDiskJournal } from '../../server/node/project/disk-journal.ts';
import { createWorkbench } from '../../server/node/workbench.ts';
import { folderWith, removeFolders } from './support/folders.ts';

const FILES = {
  Dockerfile: 'FROM python:3.12\nCOPY real/requirements.txt mixed.txt /\nCOPY --from=lib f /f\n',
  'real/requirements.txt': 'six==1\n',
  'mixed.txt': 'a\r\nb\n',
  'notes.md': 'none\n',
};

describe('an open file', () => {
  afterEach(removeFolders);

  async function forecastWith(texts: Readonly<Record<string, string>>) {
    const root = folderWith(FILES);
    const lib = folderWith({ f: 'one\n' });
    symlinkSync('real', join(root, 'sub'));
    const workbench = createWorkbench({
      trusted: () => false,
      dockerPath: () => '',
      historyLimit: () => 10,
      state: folderWith(),
    });
    const overlay = new Map(
      Object.entries(texts).map(([name, text]) => [
        name.startsWith('lib/') ? join(lib, name.slice(4)) : join(root, name),
        text,
      ]),
    );
    const answer = await workbench.forecast({
      place: { dockerfile: join(root, 'Dockerfile'), context: root },
      options: { buildContexts: { lib } },
      base: root,
      disk: createDiskJournal(),
      overlay,
      since: [{ kind: 'saved-files' }],
    });
    assert.equal(answer.problem, null);
    const reasons = answer.forecast?.steps.flatMap(({ reasons: all }) => all) ?? [];
    const files = [...overlay.keys()].filter((file) => answer.unsaved.includes(file));
    return { files: files.map((file) => file.split('/').at(-1)), reasons };
  }

  it('is no edit where its line ends are mixed and the editor made them one', async () => {
    for (const text of ['a\r\nb\r\n', 'a\nb\n', 'a\r\nb\n'])
      assert.deepEqual((await forecastWith({ 'mixed.txt': text })).files, []);
    assert.deepEqual((await forecastWith({ 'mixed.txt': 'a\nc\n' })).files, ['mixed.txt']);
  });

  it('is an edit in a named context too', async () => {
    assert.deepEqual((await forecastWith({ 'lib/f': 'two\n' })).files, ['f']);
  });

  it('is one that was opened through a link, and its requirements are read', async () => {
    const { files, reasons } = await forecastWith({ 'sub/requirements.txt': 'six==2\n' });
    assert.deepEqual(files, ['requirements.txt']);
    assert.match(reasons[0]?.text ?? '', /^real\/requirements\.txt line 1 changed: six$/);
  });

  it('is none that no step reads', async () => {
    assert.deepEqual((await forecastWith({ 'notes.md': 'other\n' })).files, []);
  });
});
