/** The one place that starts programs: what they get, what they may not do, and how they are ended. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  allowProgram,
  runProgram,
  streamProgram,
  type Program,
  type ProgramName,
} from '../../server/node/process/index.ts';
import { putProgram } from './support/fake-docker.ts';
import { folderWith, removeFolders } from './support/folders.ts';

const PATH = process.env['PATH'] ?? '';

function programWith(script: string, name: ProgramName = 'git'): Program {
  const executable = putProgram(folderWith(), script);
  const program = allowProgram({ name, executable, env: { PATH }, trusted: true });
  return program ?? assert.fail('The workspace is trusted.');
}

describe('a program', function () {
  // Processes and disks of a busy machine take their time.
  this.timeout(20_000);
  afterEach(removeFolders);

  it('does not exist in an untrusted workspace, nor without its full path', () => {
    const env = { PATH };
    const asked = { name: 'git', executable: '/usr/bin/git', env } as const;
    assert.equal(allowProgram({ ...asked, trusted: false }), null);
    assert.equal(allowProgram({ ...asked, executable: 'git', trusted: true }), null);
    assert.equal(allowProgram({ ...asked, executable: './git', trusted: true }), null);
    assert.equal(allowProgram({ ...asked, trusted: true })?.executable, '/usr/bin/git');
  });

  it('gets its arguments as they are, its folder and its environment', async () => {
    const cwd = folderWith();
    const program = programWith('pwd; echo "$TOKEN [$*]"; echo no >&2; exit 3');
    const args = ['a b', '$(touch x)', ';'];
    const result = await runProgram({ program, args, cwd, env: { TOKEN: 't' } });
    assert.deepEqual(result, {
      code: 3,
      stdout: `${cwd}\nt [a b $(touch x) ;]\n`,
      stderr: 'no\n',
      failure: null,
    });
    assert.equal(existsSync(join(cwd, 'x')), false);
  });

  for (const name of ['docker', 'git'] as const) {
    it(`cannot ask a question: ${name}`, async () => {
      const script = 'read answer; echo "[$answer] $GIT_TERMINAL_PROMPT"; (: < /dev/tty) || exit 4';
      const { code, stdout } = await runProgram({ program: programWith(script, name), args: [] });
      assert.deepEqual([code, stdout], [4, '[] 0\n']);
    });
  }

  it('has its output cut at a limit, and is not held up by it', async () => {
    const program = programWith('head -c 3000000 /dev/zero | tr "\\0" x; echo end >&2');
    const result = await runProgram({ program, args: [], maxOutputBytes: 1000 });
    assert.deepEqual([result.code, result.stdout.length, result.stderr], [0, 1000, 'end\n']);
  });

  it('is ended with all that it started, when its time is over and when it is cancelled', async () => {
    const root = folderWith();
    const script = `sleep 60 & echo $! > ${root}/child; wait`;
    const slow = { program: programWith(script), args: [] };
    const timedOut = await runProgram({ ...slow, timeoutMilliseconds: 500 });
    assert.deepEqual([timedOut.code, timedOut.failure], [null, 'timeout']);
    const first = readFileSync(join(root, 'child'), 'utf8');
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 500);
    const cancelled = await runProgram({ ...slow, signal: controller.signal });
    assert.deepEqual([cancelled.code, cancelled.failure], [null, 'cancelled']);
    await sleep(50);
    const second = readFileSync(join(root, 'child'), 'utf8');
    assert.notEqual(second, first);
    assert.deepEqual([first, second].map(Number).filter(isRunning), []);
  });

  it('that cannot start, or was cancelled before, is an answer and not an exception', async () => {
    const root = folderWith();
    const program = programWith(`touch ${root}/ran`);
    const onErrorOutput = (): void => undefined;
    const rest = { patienceMilliseconds: 100, onErrorOutput };
    const missing = { program: { ...program, executable: '/nowhere/git' }, args: [] };
    assert.equal((await runProgram(missing)).failure, 'not-started');
    assert.equal((await streamProgram({ ...missing, ...rest })).kind, 'not-started');
    const nul = { program, args: ['a\0b'] };
    assert.equal((await runProgram(nul)).failure, 'not-started');
    assert.equal((await streamProgram({ ...nul, ...rest })).kind, 'not-started');
    const late = { program, args: [], signal: AbortSignal.abort() };
    assert.equal((await runProgram(late)).failure, 'cancelled');
    assert.equal((await streamProgram({ ...late, ...rest })).kind, 'cancelled-before-start');
    assert.equal(existsSync(join(root, 'ran')), false);
  });
});

function isRunning(pid: number): boolean {
  try {
    // A process that ended but was not waited for yet does not run any more.
    return !readFileSync(`/proc/${String(pid)}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}
