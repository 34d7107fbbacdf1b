/** `check` and `fix` over rules that look at, change and make several files. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkFiles, fixFiles, type FixAnswer } from '../../server/node/linting/index.ts';
import { RULES } from '../support/rules/across-files.ts';
import { folderWith, removeFolders } from './support/folders.ts';

const FILES = {
  'a/Dockerfile': 'FROM old\r\nRUN true\r\n',
  'a/notes.txt': 'Notes.\r\n',
  'b/Dockerfile':
    'FROM python:3.12\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n',
  'b/requirements.txt': 'tensorflow==2\n',
};

describe('fixes of several files', () => {
  afterEach(removeFolders);

  const fix = (cwd: string, write = true, paths: readonly string[] = []): Promise<FixAnswer> =>
    fixFiles({ paths, cwd, unsafe: false, write, ruleSet: RULES });

  it('are written to all of them, each with its own line ends', async () => {
    const cwd = folderWith(FILES);
    const { files, remaining, problems } = await fix(cwd);
    assert.deepEqual([remaining, problems], [[], []]);
    assert.deepEqual(
      files.map(({ file, applied }) => [file, applied]),
      [
        ['a/Dockerfile', ['Take the new image']],
        ['a/notes.txt', []],
        ['a/made.txt', []],
        ['b/requirements.txt', ['Shorten tensorflow']],
      ],
    );
    const text = (file: string) => readFileSync(join(cwd, file), 'utf8');
    assert.equal(text('a/Dockerfile'), 'FROM new\r\nRUN true\r\n');
    assert.equal(text('a/notes.txt'), 'The image is new.\r\nNotes.\r\n');
    assert.equal(text('a/made.txt'), 'made\n');
    assert.equal(text('b/requirements.txt'), 'tenso==2\n');
  });

  it('are not made where a configuration excludes one of the files', async () => {
    const cwd = folderWith({ ...FILES, 'layer-forecast.toml': 'exclude = ["a/notes.txt"]\n' });
    const { files } = await fix(cwd);
    assert.deepEqual(
      files.map(({ file }) => file),
      ['b/requirements.txt'],
    );
    assert.equal(readFileSync(join(cwd, 'a/notes.txt'), 'utf8'), FILES['a/notes.txt']);
  });

  it('are shown as patches that git applies, and nothing is written', async () => {
    const cwd = folderWith(FILES);
    const { files } = await fix(cwd, false);
    assert.ok(!existsSync(join(cwd, 'a/made.txt')));
    execFileSync('git', ['apply', '-'], { cwd, input: files.map(({ diff }) => diff).join('') });
    const again = await fix(cwd, false);
    assert.deepEqual(again.files, []);
    assert.equal(readFileSync(join(cwd, 'a/made.txt'), 'utf8'), 'made\n');
  });

  it('are written to none where one of them cannot be, and other fixes are', async () => {
    const blocked = folderWith(FILES);
    // A link to nothing where the folder of the new file would be.
    symlinkSync('nowhere', join(blocked, 'a/link'));
    const rules = RULES.map((rule) =>
      rule.id === 'old-image' ? withLast(rule, join(blocked, 'a/link/made.txt')) : rule,
    );
    const answer = await fixFiles({
      ...{ paths: [], cwd: blocked, unsafe: false, write: true, ruleSet: rules },
    });
    assert.deepEqual(
      answer.files.map(({ file }) => file),
      ['b/requirements.txt'],
    );
    assert.equal(answer.problems.length, 1);
    assert.match(answer.problems[0]!.message, /Cannot write .*stay as they were/);
    for (const file of ['a/Dockerfile', 'a/notes.txt'] as const)
      assert.equal(readFileSync(join(blocked, file), 'utf8'), FILES[file]);
  });

  it('are not made where a file is in the way, or is in another encoding', async () => {
    for (const [name, bytes] of [
      ['a/made.txt', Buffer.from('mine\n')],
      ['a/notes.txt', Buffer.from([0x4e, 0xe4, 10])],
    ] as const) {
      const cwd = folderWith(FILES);
      writeFileSync(join(cwd, name), bytes);
      const { files } = await fix(cwd, true, ['a/Dockerfile']);
      assert.deepEqual(files, [], name);
      assert.deepEqual(readFileSync(join(cwd, name)), bytes);
    }
  });

  it('are not made outside of the repository', async () => {
    const cwd = folderWith({ ...FILES, 'a/.git/HEAD': 'ref: refs/heads/main\n' });
    const rules = RULES.map((rule) =>
      rule.id === 'old-image' ? withLast(rule, join(cwd, 'outside.txt')) : rule,
    );
    const { files } = await fixFiles({
      ...{ paths: ['a/Dockerfile'], cwd, unsafe: true, write: true, ruleSet: rules },
    });
    assert.deepEqual(files, []);
    assert.ok(!existsSync(join(cwd, 'outside.txt')));
  });
});

/** The rule, whose fix makes this file instead of its own. */
function withLast(rule: (typeof RULES)[number], made: string): (typeof RULES)[number] {
  assert.ok(rule.subject === undefined);
  return {
    ...rule,
    check: (input) =>
      rule.check(input).map((finding) => ({
        ...finding,
        fixes: finding.fixes.map((fix) => ({
          ...fix,
          edits: fix.edits.map((edit) => ('create' in edit ? { ...edit, file: made } : edit)),
        })),
      })),
  };
}

describe('findings in several files', () => {
  afterEach(removeFolders);

  it('name the file that they are in', async () => {
    const cwd = folderWith({
      'a/Dockerfile': 'FROM old\n# pinned\nRUN true\n',
      'a/requirements.txt': 'flask\n',
      'a/notes.txt': '',
    });
    const { findings } = await checkFiles({ paths: ['a'], cwd, ruleSet: RULES });
    assert.deepEqual(
      findings.map(({ rule, file, related }) => [rule, file, related.map((one) => one.file)]),
      [
        ['unpinned', 'a/requirements.txt', ['a/Dockerfile']],
        ['old-image', 'a/Dockerfile', ['a/notes.txt']],
      ],
    );
    assert.deepEqual(
      findings[1]?.fixes[0]?.edits.map((edit) => edit.file),
      ['a/Dockerfile', 'a/notes.txt', 'a/made.txt'],
    );
  });
});
