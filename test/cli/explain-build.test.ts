/** `explain-build`: what it says of a recorded build, and which build it means. */
import assert from 'node:assert/strict';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExplainReport } from '../../server/protocol/report.ts';
import { cli, freshState, validJson, type Ran } from '../support/cli/command-line.ts';
import { fakeBuilder, progressOf, type FakeStep } from '../support/server/fake-builder.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';

const DOCKERFILE = 'FROM scratch\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n';
const COPY = { name: '[1/2] COPY requirements.txt .' };
const RUN = { name: '[2/2] RUN pip install -r requirements.txt' };

interface Setup {
  readonly cwd: string;
  readonly state: string;
  /** Builds with these steps in its log. */
  readonly build: (steps: readonly FakeStep[], ...args: readonly string[]) => Promise<Ran>;
  readonly run: (...args: readonly string[]) => Promise<Ran>;
}

function setUp(dockerfile = DOCKERFILE): Setup {
  const cwd = folderWith({ Dockerfile: dockerfile, 'requirements.txt': 'a==1\nb==1\n' });
  const docker = fakeBuilder({ build: '. "$folder/progress"' });
  const state = freshState();
  const env = { LAYER_FORECAST_DOCKER: docker.executable, LAYER_FORECAST_STATE: state };
  return {
    cwd,
    state,
    build: (steps, ...args) => {
      const failed = steps.some((step) => step.error !== undefined);
      const script = `${progressOf(steps)}\nexit ${failed ? '1' : '0'}\n`;
      writeFileSync(join(docker.root, 'progress'), script);
      return cli(['build', ...args], { cwd, env });
    },
    run: (...args) => cli(['explain-build', ...args], { cwd, env }),
  };
}

function explained(ran: Ran): ExplainReport {
  return validJson('explain-build', ran);
}

function observed(ran: Ran): string {
  return explained(ran)
    .steps.map((step) => step.observed)
    .join(' ');
}

describe('explain-build', () => {
  afterEach(removeFolders);

  it('names the line that changed', async () => {
    const { build, run, cwd } = setUp();
    await build([COPY, RUN]);
    writeFileSync(join(cwd, 'requirements.txt'), 'a==1\nb==2\n');
    await build([COPY, RUN]);
    const report = explained(await run('--format', 'json'));
    assert.deepEqual(
      report.steps.map(({ name, line, observed, seconds }) => [name, line, observed, seconds]),
      [
        ['FROM scratch', 1, 'absent', 0],
        [COPY.name, 2, 'ran', 1],
        [RUN.name, 3, 'ran', 1],
      ],
    );
    const [copy, install] = report.steps.slice(1).map((step) => step.reasons);
    assert.deepEqual(
      copy?.map(({ kind, file, line }) => [kind, file, line]),
      [['file-changed', 'requirements.txt', 2]],
    );
    assert.equal(install?.[0]?.kind, 'step-above');
    assert.match(install[0].text, /\(line 2\), which ran again$/);
    assert.equal(install[0].because?.file, 'requirements.txt');
    assert.deepEqual(report.totals, {
      ...{ ran: 2, cached: 0, failed: 0, cancelled: 0, notReached: 0, absent: 1 },
      seconds: 2,
    });
    const text = await run();
    assert.equal(text.code, 0);
    assert.match(
      text.out,
      /^This build ran 2 of 2 steps again in 2\.0 s: requirements\.txt line 2 changed\b.*\.\nDockerfile: build [0-9a-f]{8} of .*, succeeded in 2\.0 s, builder default, against build /,
    );
  });

  it('says that all came from the cache', async () => {
    const { build, run } = setUp();
    await build([COPY, RUN]);
    await build([
      { ...COPY, cached: true },
      { ...RUN, cached: true },
    ]);
    const ran = await run();
    assert.match(ran.out, /^This build ran no step again: all 2 steps came from the cache\.\n/);
    assert.equal(observed(await run('--format', 'json')), 'absent cached cached');
  });

  it('says of a step that ran without need that the builder had lost it', async () => {
    const { build, run } = setUp();
    await build([COPY, RUN]);
    await build([{ ...COPY, cached: true }, RUN]);
    const report = explained(await run('--format', 'json'));
    assert.equal(report.steps[2]?.verdict, 'hit');
    assert.equal(report.steps[2].reasons[0]?.kind, 'result-gone');
    assert.match(
      (await run()).out,
      /^This build ran 1 of 2 steps again in 1\.0 s: the cache keys did not change, but /,
    );
  });

  it('explains a build that failed, and compares with the last one that did not', async () => {
    const { build, run, cwd } = setUp();
    await build([COPY, RUN]);
    writeFileSync(join(cwd, 'requirements.txt'), 'a==1\nb==2\n');
    await build([COPY, { ...RUN, error: 'exit code: 1' }]);
    assert.equal(observed(await run('--format', 'json')), 'absent ran failed');
    assert.match((await run()).out, /^This build failed\. It ran 2 of 2 steps again in /);
    await build([{ ...COPY, error: 'no' }]);
    assert.equal(observed(await run('--format', 'json')), 'absent failed not-reached');
    // The failed builds have left the copy in the cache; the install still follows what changed.
    await build([{ ...COPY, cached: true }, RUN]);
    const report = explained(await run('--format', 'json'));
    const list = validJson('explain-build-list', await run('--list', '--format', 'json'));
    assert.equal(report.since?.id, list.builds[0]?.id);
    assert.deepEqual(
      list.builds.map((one) => one.outcome),
      ['succeeded', 'failed', 'failed', 'succeeded'],
    );
    const unfit = await run('--since', list.builds[1]?.id ?? '');
    assert.equal(unfit.code, 2);
    assert.match(unfit.err, /did not succeed, so it filled the cache only in part/);
    const install = report.steps[2]?.reasons[0];
    assert.match(install?.text ?? '', /\(line 2\), which changed$/);
    assert.equal(install?.because?.file, 'requirements.txt');
  });

  it('has nothing to compare the first build with, and says so', async () => {
    const { build, run } = setUp();
    await build([COPY, RUN]);
    assert.match(
      (await run()).out,
      /^This build ran 2 of 2 steps in 2\.0 s: no build before it is recorded\.\n/,
    );
    const report = explained(await run('--format', 'json'));
    assert.equal(report.since, null);
    assert.deepEqual(
      report.steps.map((step) => step.verdict),
      [null, null, null],
    );
  });

  it('takes the beginning of an id, and compares with another build', async () => {
    const { build, run, cwd } = setUp();
    await build([COPY, RUN]);
    for (const version of ['2', '3']) {
      writeFileSync(join(cwd, 'requirements.txt'), `a==${version}\nb==1\n`);
      await build([COPY, RUN]);
    }
    const { builds } = validJson('explain-build-list', await run('--list', '--format', 'json'));
    const ids = builds.map((one) => one.id);
    const second = explained(await run(ids[1]?.slice(0, 12) ?? '', '--format', 'json'));
    assert.deepEqual([second.build.id, second.since?.id], [ids[1], ids[0]]);
    const third = explained(await run('--since', ids[0]?.slice(0, 12) ?? '', '--format', 'json'));
    assert.deepEqual([third.build.id, third.since?.id], [ids[2], ids[0]]);
    const list = await run('--list');
    assert.equal(list.out.split('\n').length, 4);
    assert.match(
      list.out,
      new RegExp(`^${ids[0]?.slice(0, 8) ?? ''}  .*succeeded in 2\\.0 s {2}Dockerfile`),
    );
  });

  it('goes by target and builder, as a forecast does', async () => {
    const two =
      'FROM scratch AS one\nCOPY requirements.txt .\nFROM scratch AS two\nCOPY requirements.txt /b\n';
    const { build, run, cwd } = setUp(two);
    const one = { name: '[one 1/1] COPY requirements.txt .' };
    await build([one], '--target', 'one');
    await build([{ name: '[two 1/1] COPY requirements.txt /b' }]);
    writeFileSync(join(cwd, 'requirements.txt'), 'a==2\n');
    await build([one], '--target', 'one');
    const report = explained(await run('--target', 'one', '--format', 'json'));
    assert.equal(report.build.target, 'one');
    assert.equal(report.since?.target, 'one');
    const newest = explained(await run('.', '--format', 'json'));
    assert.equal(newest.build.id, report.build.id);
    assert.match((await run('.', '--target', 'two')).err, /No build is recorded of what is here/);
  });

  it('ends with 2 where there is nothing to explain, and says what there is', async () => {
    const { build, run, state } = setUp();
    const none = await run();
    assert.equal(none.code, 2);
    assert.match(none.err, /No build is recorded of what is here/);
    await build([COPY, RUN]);
    await build([COPY, RUN]);
    const unknown = await run('ffffffffffff');
    assert.equal(unknown.code, 2);
    assert.match(unknown.err, /begins with "ffffffffffff"\. Recorded are:\n {2}[0-9a-f]{8} {2}/);
    assert.equal(unknown.err.trim().split('\n').length, 3);
    const { builds } = validJson('explain-build-list', await run('--list', '--format', 'json'));
    const itself = await run(builds[1]?.id ?? '', '--since', builds[1]?.id ?? '');
    assert.equal(itself.code, 2);
    for (const name of readdirSync(join(state, 'snapshots')))
      rmSync(join(state, 'snapshots', name));
    assert.match(
      (await run('--list', '-f', 'Dockerfile')).out,
      new RegExp(`^${builds[0]?.id.slice(0, 8) ?? ''} `),
    );
    const gone = await run();
    assert.equal(gone.code, 2);
    assert.match(gone.err, /has no snapshot that this release can read/);
  });

  it('refuses what says two things, and a build of another Dockerfile', async () => {
    const { build, run, cwd } = setUp();
    await build([COPY, RUN]);
    writeFileSync(join(cwd, 'other.Dockerfile'), 'FROM scratch\nCOPY requirements.txt /x\n');
    await build([{ name: '[1/1] COPY requirements.txt /x' }], '-f', 'other.Dockerfile');
    const { builds } = validJson('explain-build-list', await run('--list', '--format', 'json'));
    const [one = '', other = ''] = builds.map(({ id }) => id);
    const misuses: readonly (readonly [readonly string[], RegExp])[] = [
      [[one, '--since', other], /is of another Dockerfile/],
      [[one, other], /Give one ID/],
      [[one, '-f', 'Dockerfile'], /give no build options with it/],
      [['--list', one], /--list takes no ID/],
      [['--since', 'zzzz'], /No recorded build has an id that begins with "zzzz"/],
      [['nosuch'], /The context "nosuch" is not a folder/],
    ];
    for (const [args, says] of misuses) {
      const ran = await run(...args);
      assert.match(ran.err, says);
      assert.equal(ran.code, 2);
      assert.equal(ran.out, '');
    }
  });
});
