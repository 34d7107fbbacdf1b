/** `check --since REV`: findings on lines that changed since a revision, and no others. */
import assert from 'node:assert/strict';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckReport } from '../../server/protocol/report.ts';
import { putProgram } from '../node/support/fake-docker.ts';
import { addFiles, folderWith, removeFolders } from '../node/support/folders.ts';
import { testRepository } from '../node/support/git.ts';
import { cli, validJson } from '../support/cli/command-line.ts';

const OLD = 'FROM python:3.12\nRUN pip install flask\n';
const NEW = 'RUN pip install requests\n';

describe('check --since', () => {
  afterEach(removeFolders);

  async function lines(cwd: string, revision: string, ...paths: readonly string[]) {
    const ran = await cli(['check', ...paths, '--since', revision, '--format', 'json'], { cwd });
    assert.equal(ran.err, '');
    const report: CheckReport = validJson('check', ran);
    assert.equal(ran.code, report.findings.length === 0 ? 0 : 1);
    return report.findings.map(({ file, range }) => `${file}:${range.start.line}`);
  }

  it('reports what is on new lines, committed or not', async () => {
    const { root, commit } = testRepository();
    commit({ Dockerfile: OLD, 'old/Dockerfile': OLD });
    commit({ Dockerfile: `# a comment\n${OLD}${NEW}` });
    assert.deepEqual(await lines(root, 'HEAD~1'), ['Dockerfile:4']);
    assert.deepEqual(await lines(root, 'HEAD'), []);
    writeFileSync(join(root, 'Dockerfile'), `${OLD}RUN pip install django\n`);
    assert.deepEqual(await lines(root, 'HEAD'), ['Dockerfile:3']);
    assert.deepEqual(await lines(root, 'HEAD', 'old'), []);
  });

  it('reports everything in files that the revision does not have, untracked ones too', async () => {
    const { root, commit } = testRepository();
    commit({ Dockerfile: OLD });
    commit({ 'committed/Dockerfile': OLD });
    addFiles(root, { 'untracked/Dockerfile': OLD });
    assert.deepEqual(await lines(root, 'HEAD~1'), [
      'committed/Dockerfile:2',
      'untracked/Dockerfile:2',
    ]);
    assert.deepEqual(await lines(root, 'HEAD'), ['untracked/Dockerfile:2']);
  });

  it('takes line ends as a checkout writes them', async () => {
    const { root, run, commit } = testRepository();
    run('config', 'core.autocrlf', 'true');
    commit({ Dockerfile: OLD });
    rmSync(join(root, 'Dockerfile'));
    run('checkout', '-q', '.');
    assert.deepEqual(await lines(root, 'HEAD'), []);
  });

  it('says what is wrong with the revision, and where there is no repository', async () => {
    const { root, commit } = testRepository();
    commit({ Dockerfile: OLD });
    const unknown = await cli(['check', '--since', 'nosuch'], { cwd: root });
    assert.equal(unknown.code, 2);
    assert.match(unknown.err, /Git knows no revision nosuch/);
    const none = await cli(['check', '--since', 'HEAD'], { cwd: folderWith({ Dockerfile: OLD }) });
    assert.equal(none.code, 2);
    assert.match(none.err, /is not in a git repository/);
    assert.equal(none.out, '');
  });

  it('starts no git', async () => {
    const { root, commit } = testRepository();
    commit({ Dockerfile: OLD });
    const bin = folderWith();
    putProgram(bin, `touch ${bin}/ran`, 'git');
    const env = { ...process.env, PATH: `${bin}:${process.env['PATH']}` };
    const ran = await cli(['check', '--since', 'HEAD'], { cwd: root, env });
    assert.equal(ran.code, 0);
    assert.equal(existsSync(join(bin, 'ran')), false);
  });
});
