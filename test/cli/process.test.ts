/** The command as it is installed: one file that Node runs, with its streams and signals. */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cliProcess, validJson } from '../support/cli/command-line.ts';
import { projectRoot } from '../support/paths.ts';
import { fakeBuilder } from '../support/server/fake-builder.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';

const bundle = join(projectRoot, 'dist/cli.cjs');
const LOG = readFileSync(
  join(projectRoot, 'test/fixtures/build-logs/rawjson/blog-cold.log'),
  'utf8',
);

describe('the installed command', () => {
  afterEach(removeFolders);

  it('is a program of its own', async () => {
    assert.ok(readFileSync(bundle, 'utf8').startsWith('#!/usr/bin/env node\n'));
    const manifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
      bin: Record<string, string>;
      version: string;
    };
    assert.deepEqual(manifest.bin, { 'layer-forecast': './dist/cli.cjs' });
    const ran = await cliProcess(['--version'], { cwd: '/' });
    assert.deepEqual(ran, { code: 0, out: `layer-forecast ${manifest.version}\n`, err: '' });
  });

  it('checks the example', async () => {
    const ran = await cliProcess(['check', 'examples/blog', '--format', 'json'], {
      cwd: projectRoot,
    });
    assert.equal(ran.code, 1);
    assert.equal(validJson('check', ran).findings.length, 1);
  });

  it('explains a rule by its page', async () => {
    const page = readFileSync(join(projectRoot, 'docs/rules/missing-cache-mount.md'), 'utf8');
    const ran = await cliProcess(['explain', 'missing-cache-mount'], { cwd: '/' });
    assert.deepEqual([ran.code, ran.err], [0, '']);
    assert.ok(ran.out.startsWith(`${page}\n## Configuration\n\nSeverity: warning.`), ran.out);
    const json = ['explain', 'unused-allow', '--format', 'json'];
    const report = validJson('explain', await cliProcess(json, { cwd: '/' }));
    assert.deepEqual([report.rule, report.severity], ['unused-allow', 'warning']);
    const unknown = await cliProcess(['explain', 'missing-cache'], { cwd: '/' });
    assert.equal(unknown.code, 2);
    assert.match(unknown.err, /There is no rule "missing-cache"/);
  });

  it('ends with 2 and one line where it is not understood', async () => {
    const ran = await cliProcess(['nosuch'], { cwd: '/' });
    assert.equal(ran.code, 2);
    assert.equal(ran.out, '');
    assert.match(ran.err, /^layer-forecast: There is no verb "nosuch"[^\n]*\n$/);
  });

  it('reads a log from its standard input, however it comes', async () => {
    const child = spawn(process.execPath, [bundle, 'timings', '-', '--format', 'json'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    const bytes = Buffer.from(LOG);
    child.stdin.write(bytes.subarray(0, 1_001));
    await new Promise((resolve) => setTimeout(resolve, 300));
    child.stdin.end(bytes.subarray(1_001));
    const [code] = (await once(child, 'close')) as [number];
    assert.equal(validJson('timings', { code, out, err: '' }).builds.length, 1);
    assert.equal(code, 0);
  });

  it('records a build whose terminal is closed', async () => {
    const state = folderWith();
    const { executable: docker, calls } = fakeBuilder({
      // It takes its time to end.
      build: `trap 'sleep 1; exit 1' INT TERM\nsleep 60 &\nwait`,
    });
    const child = spawn(process.execPath, [bundle, 'build', '.'], {
      cwd: folderWith({ Dockerfile: 'FROM scratch\nCOPY . /\n' }),
      env: { ...process.env, LAYER_FORECAST_STATE: state, LAYER_FORECAST_DOCKER: docker },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = once(child, 'close');
    while (!readFileSync(calls, 'utf8').includes('buildx build'))
      await new Promise((resolve) => setTimeout(resolve, 20));
    // The kernel sends it again when the last one lets go of the terminal, and nobody reads any more.
    child.stdout.destroy();
    child.stderr.destroy();
    child.kill('SIGHUP');
    await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill('SIGHUP');
    assert.deepEqual(await ended, [130, null]);
    assert.match(readFileSync(join(state, 'history.jsonl'), 'utf8'), /"outcome":"cancelled"/);
  });

  it('does not mind a reader that goes away', async () => {
    const logs = Array.from({ length: 40 }, () => LOG).join('');
    const { stdout, stderr } = await promisify(execFile)(
      'bash',
      ['-c', `"$0" "$1" timings - --format json < log | head -c 10`, process.execPath, bundle],
      { cwd: folderWith({ log: logs }) },
    );
    assert.equal(stdout, '{\n  "versi');
    assert.equal(stderr, '');
  });

  it('colors nothing that is no terminal', async () => {
    const ran = await cliProcess(['check', 'examples/blog'], { cwd: projectRoot });
    assert.ok(!ran.out.includes('\u001b'));
  });
});
