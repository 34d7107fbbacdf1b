/** Whole build logs, as they come: in pieces of any size, in both formats, broken ones too. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import {
  createBuildLogReader,
  parseStepName,
  stageOfName,
} from '../../../server/core/build-log/index.ts';
import { decodeBase64 } from '../../../server/core/build-log/rawjson.ts';
import type { Build } from '../../../server/protocol/report.ts';
import { masked } from '../../support/masked.ts';

const folder = path.resolve(import.meta.dirname, '../../fixtures/build-logs');
const blogCold = readFileSync(path.join(folder, 'rawjson/blog-cold.log'), 'utf8');

function readWhole(text: string, piece = text.length): readonly Build[] {
  const reader = createBuildLogReader();
  for (let at = 0; at < text.length; at += Math.max(1, piece)) {
    reader.push(text.slice(at, at + Math.max(1, piece)));
  }
  reader.end();
  return reader.builds();
}

describe('build log', () => {
  it('reads a real rawjson log: steps, times, packages', () => {
    const [build, ...more] = readWhole(blogCold);
    assert.equal(more.length, 0);
    assert.equal(build?.name, 'Dockerfile');
    assert.equal(build.started, '2026-11-24T17:57:28.181Z');
    const run = build.steps.find((step) => step.name.includes('RUN pip install'));
    assert.equal(run?.stage, 'stage-0');
    assert.equal(run.cached, false);
    assert.ok(run.seconds > 12 && run.seconds < 13);
    const uwsgi = run.packages.find((one) => one.name === 'uwsgi');
    assert.equal(uwsgi?.version, '2.0.24');
    assert.equal(uwsgi.built, true);
    assert.equal(uwsgi.phases.at(-1)?.kind, 'build');
    const inside = run.packages.flatMap((one) => one.phases).concat(run.phases);
    for (const phase of inside) {
      assert.ok(phase.start >= run.start - 0.001, phase.label);
      assert.ok(phase.start + phase.seconds <= run.start + run.seconds + 0.001, phase.label);
    }
  });

  it('takes a linked copy for found whose files are put together later', () => {
    const name = '[2/3] LINK COPY --link a /a';
    const times = (started: number, completed: number): object => ({
      started: `2026-11-24T19:22:1${started}Z`,
      completed: `2026-11-24T19:22:1${completed}Z`,
    });
    const vertices = [
      { digest: 'one', name, inputs: ['base', 'copy'], ...times(1, 1), cached: true },
      { digest: 'one', name, ...times(2, 4) },
      { digest: 'two', name: '[3/3] RUN true', inputs: ['one'], ...times(4, 5) },
    ];
    const lines = vertices.map((vertex) => `${JSON.stringify({ vertexes: [vertex] })}\n`);
    const [build] = readWhole(lines.join(''));
    assert.deepEqual(
      build?.steps.map((step) => [step.name, step.cached, step.seconds]),
      [
        [name, true, 2],
        ['[3/3] RUN true', false, 1],
      ],
    );
  });

  it('says the same however the log is cut into pieces', () => {
    const whole = readWhole(blogCold);
    fc.assert(
      fc.property(fc.integer({ min: 50, max: 5000 }), (piece) => {
        assert.deepEqual(readWhole(blogCold, piece), whole);
      }),
      { numRuns: 20 },
    );
  });

  for (const name of readdirSync(path.join(folder, 'timed'))) {
    it(`timed/${name}: nearly all time between the first and the last line has an owner`, () => {
      const text = readFileSync(path.join(folder, 'timed', name), 'utf8');
      const [build] = readWhole(text);
      const step = build?.steps[0];
      assert.ok(step);
      const stamps = [...text.matchAll(/^#9 (\d+\.\d+) \S/gm)].map((match) => Number(match[1]));
      const between = Math.max(...stamps) - Math.min(...stamps);
      const owned = [...step.phases, ...step.packages.flatMap((one) => one.phases)].reduce(
        (sum, phase) => sum + phase.seconds,
        0,
      );
      const failed = text.includes('error: subprocess-exited-with-error');
      assert.ok(failed || owned / between > 0.97, `${String(owned)} of ${String(between)}`);
      assert.ok(owned / between < 1.001, `${String(owned)} of ${String(between)}`);
    });
  }

  it('plain: CACHED, DONE, ERROR, CANCELED and steps that take turns', () => {
    const [build] = readWhole(
      [
        '#0 building with "default" instance using docker driver',
        '',
        '#1 [internal] load build definition from Dockerfile.dev',
        '#1 transferring dockerfile: 120B done',
        '#1 DONE 0.1s',
        '#2 [a 1/2] RUN one',
        '#2 0.200 hello',
        '#3 [b 1/2] RUN two',
        '#3 0.100 hi',
        '#2 ...',
        '#2 [a 1/2] RUN one',
        '#2 DONE 1.5s',
        '#4 [a 2/2] RUN cached',
        '#4 CACHED',
        '#3 ERROR: process "/bin/sh -c two" did not complete successfully: exit code: 1',
        '#5 [b 2/2] RUN never',
        '#5 CANCELED',
      ].join('\n'),
    );
    assert.equal(build?.name, 'Dockerfile.dev');
    const by = new Map(build.steps.map((step) => [step.name, step]));
    assert.equal(by.get(masked('[a 1/2] RUN one'))?.seconds, 1.5);
    assert.equal(by.get(masked('[a 2/2] RUN cached'))?.cached, true);
    assert.match(by.get(masked('[b 1/2] RUN two'))?.error ?? '', /exit code: 1/);
    assert.equal(by.get(masked('[b 2/2] RUN never'))?.error, 'canceled');
  });

  it('plain: two builds in one log are two builds', () => {
    const one = '#0 building with "x" instance using docker driver\n#1 [1/2] RUN a\n#1 DONE 1.0s\n';
    assert.deepEqual(
      readWhole(one + one.replace('RUN a', 'RUN b')).map((build) => build.steps[0]?.name),
      ['[1/2] RUN a', '[1/2] RUN b'],
    );
  });

  it('rawjson: a step that another build began has its time within this one', () => {
    const at = (seconds: number) => `2026-11-24T17:58:${String(seconds).padStart(2, '0')}.5Z`;
    const vertex = (name: string, from: number, to: number) =>
      JSON.stringify({
        vertexes: [{ digest: `sha256:${name}`, name, started: at(from), completed: at(to) }],
      });
    const line = (step: string, text: string, from: number) => {
      const data = Buffer.from(`${text}\n`).toString('base64');
      const log = { vertex: `sha256:${step}`, stream: 1, data, timestamp: at(from) };
      return JSON.stringify({ logs: [log] });
    };
    const run = '[2/2] RUN pip install six';
    const log = [
      vertex('[internal] load build definition from Dockerfile', 30, 31),
      vertex('[1/2] FROM docker.io/library/python:3.12', 2, 32),
      line(run, 'Collecting six', 20),
      line(run, '  Downloading six-1.17.0-py2.py3-none-any.whl (11 kB)', 33),
      vertex(run, 10, 35),
    ];
    const [build] = readWhole(`${log.join('\n')}\n`);
    assert.equal(build?.started, at(30).replace('.5Z', '.500Z'));
    assert.equal(build.seconds, 5);
    const [, from, install] = build.steps;
    assert.deepEqual([from?.start, from?.seconds], [0, 2]);
    assert.deepEqual([install?.start, install?.seconds], [0, 5]);
    for (const phase of install?.packages.flatMap(({ phases }) => phases) ?? []) {
      assert.ok(phase.start >= 0 && phase.start + phase.seconds <= 5, JSON.stringify(phase));
    }
  });

  it('rawjson: two builds in one log are two builds', () => {
    const again = blogCold.replaceAll('sha256:', 'sha256:f');
    assert.equal(readWhole(blogCold + again).length, 2);
  });

  it('takes any text without an error, and what is no log as no build', () => {
    assert.deepEqual(readWhole('hello\nworld'), []);
    fc.assert(
      fc.property(fc.string(), (text) => {
        readWhole(
          `{"vertexes":[{"digest":"a","name":"x","started":"2026-01-01T00:00:00Z"}]}\n${text}`,
        );
        readWhole(`#1 [internal] load build definition from x\n#1 ${text}`);
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: blogCold.length }), (cut) => {
        readWhole(blogCold.slice(0, cut) + blogCold.slice(cut + 7));
      }),
      { numRuns: 20 },
    );
  });

  it('decodes base64 as Node does', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const decoded = decodeBase64(Buffer.from(bytes).toString('base64'));
        assert.deepEqual([...decoded], [...bytes]);
      }),
    );
  });
});

describe('progress names', () => {
  for (const [name, stage, text] of [
    ['[2/4] WORKDIR /app', 'stage-0', 'WORKDIR /app'],
    ['[builder  2/12] COPY a b', 'builder', 'COPY a b'],
    ['[linux/arm64 stage-1 3/3] RUN x', 'stage-1', 'RUN x'],
    ['[linux/amd64->arm64 build 3/3] RUN x', 'build', 'RUN x'],
    ['[linux/amd64 3/3] RUN x', 'stage-0', 'RUN x'],
  ] as const) {
    it(name, () => {
      assert.equal(stageOfName(name), stage);
      assert.equal(parseStepName(name)?.text, text);
    });
  }
  it('internal steps have no stage', () => {
    assert.equal(stageOfName('[internal] load build context'), '');
    assert.equal(stageOfName('exporting to image'), '');
  });
});
