/** `fix`: what it changes, what it leaves, and how it writes. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
  chmodSync,
} from 'node:fs';
import { join } from 'node:path';
import { cli, validJson, type Ran } from '../support/cli/command-line.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';
import { testRepository } from '../node/support/git.ts';

const MOUNT = '--mount=type=cache,target=/root/.cache/pip';
const BEFORE = 'FROM python:3.12\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n';
const AFTER = BEFORE.replace('RUN', `RUN ${MOUNT}`);
/** A later step takes the cache out of the layer: with a mount it finds nothing there. */
const REVIEW = `${BEFORE}RUN tar -c /root/.cache/pip > /wheels.tar\n`;
const TITLE = "Keep pip's cache in a mount at /root/.cache/pip";

describe('fix', () => {
  afterEach(removeFolders);

  const read = (cwd: string, file = 'Dockerfile') => readFileSync(join(cwd, file), 'utf8');

  it('applies the safe fixes, and says which', async () => {
    const cwd = folderWith({ Dockerfile: BEFORE });
    const ran = await cli(['fix'], { cwd });
    assert.deepEqual(ran, {
      code: 0,
      out: `Dockerfile\n  fixed ${TITLE}\n1 fix in 1 file.\n`,
      err: '',
    });
    assert.equal(read(cwd), AFTER);
  });

  it('keeps the caches of two C libraries apart, in both files at once', async () => {
    const slim = 'FROM python:3.12-slim\nRUN pip install six\n';
    const alpine = `FROM python:3.12-alpine\nRUN ${MOUNT} pip install six\n`;
    const cwd = folderWith({ 'web/Dockerfile': slim, 'job/Dockerfile': alpine });
    assert.equal((await cli(['check', 'job'], { cwd })).code, 0, 'as yet nobody shares it');
    const shared = slim.replace('RUN', `RUN ${MOUNT}`);
    writeFileSync(join(cwd, 'web/Dockerfile'), shared);
    const { out } = await cli(['check', 'job'], { cwd });
    assert.match(out, /job\/Dockerfile:2:5 warning shared-wheel-cache/);
    assert.match(out, /with web\/Dockerfile \(line 2\) on glibc/);
    await cli(['fix', 'web'], { cwd });
    assert.equal(read(cwd, 'web/Dockerfile'), shared.replace('/pip ', '/pip,id=pip-glibc '));
    assert.equal((await cli(['check'], { cwd })).code, 0, 'one id is enough');

    writeFileSync(join(cwd, 'web/Dockerfile'), slim);
    writeFileSync(join(cwd, 'job/Dockerfile'), alpine.replace(`${MOUNT} `, ''));
    await cli(['fix'], { cwd });
    const id = (name: string) => `--mount=type=cache,id=pip-${name},target=/root/.cache/pip`;
    assert.equal(read(cwd, 'web/Dockerfile'), slim.replace('RUN', `RUN ${id('glibc')}`));
    assert.equal(read(cwd, 'job/Dockerfile'), alpine.replace(MOUNT, id('musl')));
    assert.equal((await cli(['fix'], { cwd })).out, 'Nothing to fix.\n');
    assert.equal((await cli(['check'], { cwd })).code, 0);
  });

  it('has nothing left to do the second time', async () => {
    const cwd = folderWith({ Dockerfile: BEFORE });
    await cli(['fix'], { cwd });
    const { mtimeMs } = statSync(join(cwd, 'Dockerfile'));
    const ran = await cli(['fix'], { cwd });
    assert.deepEqual(ran, { code: 0, out: 'Nothing to fix.\n', err: '' });
    assert.equal(statSync(join(cwd, 'Dockerfile')).mtimeMs, mtimeMs);
  });

  it('reports as JSON, with the diff', async () => {
    const cwd = folderWith({ Dockerfile: BEFORE });
    const ran = await cli(['fix', '--format', 'json'], { cwd });
    const report = validJson('fix', ran);
    assert.deepEqual(report.remaining, []);
    assert.equal(report.files[0]?.file, 'Dockerfile');
    assert.deepEqual(report.files[0].applied, [TITLE]);
    assert.match(
      report.files[0].diff,
      /^--- a\/Dockerfile\n\+\+\+ b\/Dockerfile\n@@ -1,3 \+1,3 @@\n/,
    );
  });

  it('reports what is left, with exit code 1', async () => {
    const cwd = folderWith({ Dockerfile: `${BEFORE}COPY x\n` });
    const ran = await cli(['fix', '--format', 'json'], { cwd });
    const report = validJson('fix', ran);
    assert.equal(ran.code, 1);
    assert.deepEqual(
      report.remaining.map(({ rule, range }) => [rule, range.start.line]),
      [['syntax', 4]],
    );
    assert.match((await cli(['fix'], { cwd })).out, /^Dockerfile:4 left syntax: /);
  });

  it('keeps to the rules that are named', async () => {
    const cwd = folderWith({ Dockerfile: BEFORE });
    assert.equal((await cli(['fix', '--rule', 'missing-cache-mount'], { cwd })).code, 0);
    assert.equal(read(cwd), AFTER);
  });

  it('applies fixes that want a review only where that is asked for', async () => {
    const cwd = folderWith({ Dockerfile: REVIEW });
    const before = read(cwd);
    const careful = validJson('fix', await cli(['fix', '--format', 'json'], { cwd }));
    assert.equal(read(cwd), before);
    assert.equal(careful.remaining[0]?.fixes[0]?.safety, 'review');
    const ran = await cli(['fix', '--unsafe', '--format', 'json'], { cwd });
    assert.equal(validJson('fix', ran).files.length, 1);
    assert.notEqual(read(cwd), before);
  });

  describe('writes', () => {
    it('with the line ends of Windows, and the byte order mark', async () => {
      const text = `\uFEFF${BEFORE.replaceAll('\n', '\r\n')}`;
      const cwd = folderWith({ Dockerfile: text });
      await cli(['fix'], { cwd });
      assert.equal(read(cwd), `\uFEFF${AFTER.replaceAll('\n', '\r\n')}`);
    });

    it('without a line end at the end, where there was none', async () => {
      const cwd = folderWith({ Dockerfile: BEFORE.trimEnd() });
      await cli(['fix'], { cwd });
      assert.equal(read(cwd), AFTER.trimEnd());
    });

    it('through a link, which stays one', async () => {
      const cwd = folderWith({ 'real/image': BEFORE });
      symlinkSync('real/image', join(cwd, 'Dockerfile'));
      await cli(['fix'], { cwd });
      assert.ok(lstatSync(join(cwd, 'Dockerfile')).isSymbolicLink());
      assert.equal(read(cwd, 'real/image'), AFTER);
    });

    it('with the mode as it was, and leaves nothing behind', async () => {
      const cwd = folderWith({ Dockerfile: BEFORE });
      chmodSync(join(cwd, 'Dockerfile'), 0o640);
      await cli(['fix'], { cwd });
      assert.equal(statSync(join(cwd, 'Dockerfile')).mode & 0o777, 0o640);
      assert.deepEqual(readdirSync(cwd), ['Dockerfile']);
    });

    it('nothing of a file that is not UTF-8', async () => {
      const bytes = Buffer.concat([Buffer.from(BEFORE), Buffer.from([0x23, 0xe9, 0x0a])]);
      const cwd = folderWith({ Dockerfile: bytes, 'a/Dockerfile': BEFORE });
      const ran = await cli(['fix', 'a', 'Dockerfile'], { cwd });
      assert.equal(ran.code, 2);
      assert.match(
        ran.err,
        /Cannot fix Dockerfile: it is not UTF-8, so that writing it would change/,
      );
      assert.deepEqual(readFileSync(join(cwd, 'Dockerfile')), bytes);
      assert.equal(read(cwd, 'a/Dockerfile'), AFTER);
    });

    it('nothing of a file in UTF-16, which is left with its one error', async () => {
      const bytes = Buffer.from(`\uFEFF${BEFORE}`, 'utf16le');
      const cwd = folderWith({ Dockerfile: bytes });
      const ran = await cli(['fix', '--format', 'json'], { cwd });
      const { files, remaining } = validJson('fix', ran);
      assert.deepEqual(
        [files.length, remaining.map(({ message }) => message), ran.code],
        [0, ['BuildKit cannot read a Dockerfile in UTF-16. Save the file as UTF-8.'], 1],
      );
      assert.deepEqual(readFileSync(join(cwd, 'Dockerfile')), bytes);
    });

    it('the others where one file cannot be read', async () => {
      const cwd = folderWith({ Dockerfile: BEFORE });
      symlinkSync('nowhere', join(cwd, 'Dockerfile.dead'));
      const ran = await cli(['fix', '--format', 'json'], { cwd });
      assert.deepEqual(validJson('fix', ran).problems, [
        {
          file: 'Dockerfile.dead',
          message: 'Cannot read Dockerfile.dead: it is a link to a file that does not exist.',
        },
      ]);
      assert.equal(ran.code, 0);
      assert.equal(read(cwd), AFTER);
    });

    it('not to the standard output', async () => {
      const ran = await cli(['fix', '-'], { cwd: folderWith() });
      assert.equal(ran.code, 2);
      assert.match(
        ran.err,
        /fix writes files and cannot write the standard input\. Name the file\./,
      );
    });
  });

  describe('--diff', () => {
    const cases: readonly (readonly [what: string, file: string, text: string])[] = [
      ['a file', 'Dockerfile', BEFORE],
      ['a file in a folder with blanks and umlauts', 'här är/Dockerfile', BEFORE],
      ['a file with the line ends of Windows', 'Dockerfile', BEFORE.replaceAll('\n', '\r\n')],
      ['a file without a line end at the end', 'Dockerfile', BEFORE.trimEnd()],
      ['a file with lines like a patch', 'Dockerfile', `# x\n-- foo\t\n${BEFORE}#-- bar\t\n`],
      [
        'a file with two installs',
        'Dockerfile',
        `${BEFORE}${'RUN true\n'.repeat(20)}RUN pip install x\n`,
      ],
    ];
    for (const [what, file, text] of cases) {
      it(`prints a patch of ${what} that git applies`, async () => {
        const repository = testRepository();
        repository.run('config', 'core.autocrlf', 'false');
        repository.commit({ [file]: text });
        const ran = await cli(['fix', '--diff'], { cwd: repository.root });
        assert.equal(read(repository.root, file), text, 'nothing is written');
        execFileSync('git', ['apply', '-'], { cwd: repository.root, input: ran.out });
        const patched = read(repository.root, file);
        writeFileSync(join(repository.root, file), text);
        await cli(['fix'], { cwd: repository.root });
        assert.equal(patched, read(repository.root, file));
        assert.notEqual(patched, text);
      });
    }

    it('prints nothing where nothing can be fixed', async () => {
      const ran: Ran = await cli(['fix', '--diff'], { cwd: folderWith({ Dockerfile: AFTER }) });
      assert.deepEqual(ran, { code: 0, out: '', err: '' });
    });
  });
});
