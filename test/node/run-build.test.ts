/** Running a build: the arguments, the stream, the failure's words, and the end of it when the user cancels. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  askDocker,
  buildArguments,
  findDocker,
  runBuild,
  type DockerTool,
} from '../../server/node/docker/index.ts';
import { fakeDockerScript } from './support/fake-docker.ts';
import { folderWith, removeFolders } from './support/folders.ts';

afterEach(removeFolders);

function toolWith(script: string, env: Readonly<Record<string, string>> = {}): DockerTool {
  const fake = fakeDockerScript(script, { PATH: process.env['PATH'] ?? '', ...env });
  const { surroundings } = fake;
  const found = findDocker({ trusted: true, dockerPath: fake.executable, surroundings });
  if (found.kind === 'problem') assert.fail(found.problem.message);
  return found.docker;
}

async function waitFor(path: string): Promise<string> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (existsSync(path) && readFileSync(path, 'utf8') !== '') return readFileSync(path, 'utf8');
    await sleep(10);
  }
  throw new Error(`${path} did not appear`);
}

function isRunning(pid: number): boolean {
  try {
    // A process that ended but was not waited for yet does not run any more.
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

describe('the arguments of a build', function () {
  // Processes and disks of a busy machine take their time.
  this.timeout(20_000);

  it('name what is asked for, and nothing else', () => {
    const place = { dockerfile: '/p/Dockerfile', context: '/p' };
    assert.deepEqual(buildArguments({ ...place, options: {} }), [
      'buildx',
      'build',
      '--progress=rawjson',
      '--file=/p/Dockerfile',
      '--',
      '/p',
    ]);
    const args = buildArguments({
      ...place,
      options: {
        target: 'dev',
        buildArgs: { A: '1', EMPTY: '' },
        tags: ['a:1', 'b'],
        builder: 'mine',
        platform: 'linux/arm64',
        network: 'host',
        noCache: true,
        load: true,
        push: true,
      },
      noCacheFilter: ['dev'],
      buildContexts: { lib: '../lib' },
      secrets: ['id=token,env=TOKEN'],
      ssh: ['default'],
      passedOn: ['--sbom=true'],
    });
    assert.deepEqual(args.slice(4), [
      '--builder=mine',
      '--target=dev',
      '--platform=linux/arm64',
      '--network=host',
      '--tag=a:1',
      '--tag=b',
      '--build-arg=A=1',
      '--build-arg=EMPTY=',
      '--build-context=lib=../lib',
      '--secret=id=token,env=TOKEN',
      '--ssh=default',
      '--no-cache-filter=dev',
      '--no-cache',
      '--load',
      '--push',
      '--sbom=true',
      '--',
      '/p',
    ]);
  });

  it('keep every value a value', () => {
    const evil = '--output=type=local,dest=/';
    const args = buildArguments({
      dockerfile: evil,
      context: evil,
      options: {
        target: evil,
        tags: [evil],
        platform: evil,
        builder: evil,
        buildArgs: { A: evil },
      },
    });
    assert.equal(args.indexOf(evil), args.length - 1);
    assert.equal(args.at(-2), '--');
  });
});

describe('a build that runs', function () {
  // Processes and disks of a busy machine take their time.
  this.timeout(20_000);

  it('streams its progress, with its folder and environment, and no shell in between', async () => {
    const docker = toolWith(
      'pwd >&2; echo "{\\"secret\\":\\"$TOKEN\\"}" >&2; echo "[$*]" >&2; exit 0',
    );
    const cwd = folderWith();
    let output = '';
    const result = await runBuild({
      docker,
      args: ['a b', '$(touch x)', ';'],
      cwd,
      env: { TOKEN: 't' },
      onOutput: (chunk) => (output += chunk),
    });
    assert.deepEqual(result, { exitCode: 0, cancelled: false, error: null, problem: null });
    assert.equal(output, `${cwd}\n{"secret":"t"}\n[a b $(touch x) ;]\n`);
    assert.equal(existsSync(join(cwd, 'x')), false);
  });

  it('says what went wrong in the words of buildx, without the progress', async () => {
    const docker = toolWith(
      [
        'echo \'{"vertexes":[]}\' >&2',
        'printf "Dockerfile:2\\n>>> RUN exit 7\\n" >&2',
        'echo "ERROR: failed to build: failed to solve: process \\"x\\" did not complete: exit code: 7" >&2',
        'exit 1',
      ].join('\n'),
    );
    const result = await runBuild({
      docker,
      args: [],
      cwd: folderWith(),
      onOutput: () => undefined,
    });
    assert.equal(result.exitCode, 1);
    assert.equal(result.error?.message, 'process "x" did not complete: exit code: 7');
  });

  it('keeps letters whole that come in two pieces', async () => {
    const docker = toolWith("printf '\\303' >&2; sleep 0.05; printf '\\274' >&2");
    let output = '';
    await runBuild({
      docker,
      args: [],
      cwd: folderWith(),
      onOutput: (chunk) => (output += chunk),
    });
    assert.equal(output, '\u00fc');
  });

  it('that cannot start is a problem, not an exception', async () => {
    const docker = toolWith('exit 0');
    const missing = await runBuild({
      docker: { ...docker, executable: '/nowhere/docker' },
      args: [],
      cwd: folderWith(),
      onOutput: () => undefined,
    });
    assert.equal(missing.exitCode, 127);
    assert.match(
      missing.problem?.message ?? '',
      /^\/nowhere\/docker cannot be run: it does not exist\.$/,
    );
    const nul = await runBuild({
      docker,
      args: ['a\0b'],
      cwd: folderWith(),
      onOutput: () => undefined,
    });
    assert.equal(nul.exitCode, 127);
  });
});

describe('a cancelled build', function () {
  // Processes and disks of a busy machine take their time.
  this.timeout(20_000);

  it('is asked to stop, with all of its children', async () => {
    const root = folderWith();
    const docker = toolWith(
      `sleep 60 & echo $! > ${root}/child\ntrap 'echo asked > ${root}/asked; exit 130' INT\necho on >&2\nwait`,
    );
    const controller = new AbortController();
    const running = runBuild({
      docker,
      args: [],
      cwd: root,
      signal: controller.signal,
      onOutput: () => controller.abort(),
    });
    const result = await running;
    assert.deepEqual(result, { exitCode: 130, cancelled: true, error: null, problem: null });
    assert.equal(readFileSync(join(root, 'asked'), 'utf8'), 'asked\n');
    await sleep(50);
    assert.equal(isRunning(Number(readFileSync(join(root, 'child'), 'utf8'))), false);
  });

  it('that does not listen is ended all the same', async function () {
    this.timeout(20_000);
    const root = folderWith();
    const docker = toolWith(
      `trap '' INT\necho $$ > ${root}/own\nsh -c 'echo $$ > ${root}/child; while :; do sleep 1; done'`,
    );
    const controller = new AbortController();
    const running = runBuild({
      docker,
      args: [],
      cwd: root,
      signal: controller.signal,
      patienceMs: 200,
      onOutput: () => undefined,
    });
    const pids = [await waitFor(join(root, 'own')), await waitFor(join(root, 'child'))].map(Number);
    controller.abort();
    assert.equal((await running).cancelled, true);
    await sleep(50);
    assert.deepEqual(pids.filter(isRunning), []);
  });

  it('before it starts does not start', async () => {
    const root = folderWith();
    const docker = toolWith(`touch ${root}/ran`);
    const signal = AbortSignal.abort();
    const result = await runBuild({
      docker,
      args: [],
      cwd: root,
      signal,
      onOutput: () => undefined,
    });
    assert.equal(result.cancelled, true);
    assert.equal(existsSync(join(root, 'ran')), false);
  });
});

describe('a question to docker', function () {
  // Processes and disks of a busy machine take their time.
  this.timeout(20_000);

  it('has an end where docker gives no answer', async () => {
    const docker = toolWith('sleep 30');
    const started = performance.now();
    const answer = await askDocker(docker, [], { timeoutMs: 200 });
    assert.equal(answer.failure, 'timeout');
    assert.equal(answer.code, null);
    assert.ok(performance.now() - started < 5_000);
  });

  it('can be taken back', async () => {
    const docker = toolWith('sleep 30');
    const controller = new AbortController();
    const asking = askDocker(docker, [], { signal: controller.signal });
    controller.abort();
    assert.equal((await asking).failure, 'cancelled');
  });
});
