/** Stages, targets, contexts and triggers: which steps a plan has and what they stand on. */
import assert from 'node:assert/strict';
import type { Plan } from '../../../server/core/plan/model.ts';
import { names, plan, vertexOf } from './support.ts';

const problemCodes = (made: Plan): readonly string[] =>
  made.problems.map((problem) => problem.code);

/** Names of the steps below a step, itself included, by way of its vertex's inputs. */
function below(made: Plan, part: string): readonly string[] {
  const found: string[] = [];
  const waiting = [vertexOf(made, part).index];
  const seen = new Set(waiting);
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    const vertex = made.vertices[index];
    for (const step of vertex?.steps ?? []) found.push(made.steps[step]?.text ?? '');
    for (const input of vertex?.inputs ?? []) {
      if (!seen.has(input.vertex)) waiting.push(input.vertex);
      seen.add(input.vertex);
    }
  }
  return found;
}

describe('stages', () => {
  it('hold only what the target needs', () => {
    const text = 'FROM a AS a\nRUN a\nFROM b AS unused\nRUN b\nFROM c\nCOPY --from=a /x /x';
    const made = plan(text);
    assert.deepEqual(
      made.stages.map((stage) => stage.name),
      ['a', 'stage-2'],
    );
    assert.deepEqual(
      made.steps.map((step) => step.text),
      ['FROM a AS a', 'RUN a', 'FROM c', 'COPY --from=a /x /x'],
    );
  });

  it('stop at the target, whatever its case', () => {
    const text = 'FROM a AS One\nRUN a\nFROM One\nRUN b';
    const made = plan(text, { options: { target: 'ONE' } });
    assert.deepEqual(
      made.steps.map((step) => step.text),
      ['FROM a AS One', 'RUN a'],
    );
    assert.equal(made.target, 'one');
  });

  it('go on from the stage that FROM names', () => {
    const made = plan('FROM a AS a\nENV K=1\nRUN one\nFROM a\nRUN two');
    assert.deepEqual(below(made, 'RUN two'), ['RUN two', 'RUN one', 'FROM a AS a']);
    assert.equal(made.stages[1]?.baseStage, 0);
    assert.match(vertexOf(made, 'RUN two').operation, /"K=1"/);
  });

  it('are one vertex each where they do the same', () => {
    const made = plan(
      'FROM i AS a\nRUN same\nFROM i AS b\nRUN same\nFROM scratch\nCOPY --from=a / /\nCOPY --from=b / /',
    );
    const shared = made.vertices.filter((vertex) => vertex.steps.length > 1);
    assert.deepEqual(
      shared.map((vertex) => vertex.kind),
      ['image', 'exec'],
    );
  });

  it('find a source by name, by number and as an image, but a mount by name only', () => {
    const made = plan(
      'FROM a AS a\nRUN a\nFROM b\nCOPY --from=A / /1\nCOPY --from=0 / /2\nRUN --mount=from=0,target=/m x',
    );
    assert.deepEqual(problemCodes(made), []);
    assert.deepEqual(
      made.steps.filter((step) => step.implicit).map((step) => step.name),
      ['FROM docker.io/library/0:latest'],
    );
  });

  it('write the words of an ARG into FROM, with what a build argument says', () => {
    const text = 'ARG TAG=3.8\nARG BASE=python:$TAG\nFROM $BASE';
    assert.deepEqual(names(text), ['[1/1] FROM docker.io/library/python:3.8']);
    const options = { buildArgs: { TAG: '3.9' } };
    assert.deepEqual(names(text, { options }), ['[1/1] FROM docker.io/library/python:3.9']);
  });

  it('put what an image triggers in front of their own instructions', () => {
    const images = { 'docker.io/library/a:latest': { onbuild: ['COPY . /app', 'RUN build'] } };
    const made = plan('FROM a\nRUN own', { images });
    assert.deepEqual(
      made.steps.map((step) => step.text),
      ['FROM a', 'COPY . /app', 'RUN build', 'RUN own'],
    );
    assert.deepEqual(
      made.steps.map((step) => step.line),
      [1, 1, 1, 2],
    );
  });

  it('reach further stages by a trigger', () => {
    const text = 'FROM a AS p\nONBUILD COPY --from=late /x /x\nFROM b AS late\nRUN late\nFROM p';
    assert.ok(plan(text).steps.some((step) => step.text === 'RUN late'));
  });

  it('give way to a build context of their name', () => {
    const text = 'FROM a AS deps\nRUN slow\nFROM b\nCOPY --from=deps /x /x';
    const made = plan(text, { options: { buildContexts: { deps: './deps' } } });
    assert.deepEqual(
      made.steps.map((step) => step.text),
      ['FROM b', 'COPY --from=deps /x /x'],
    );
    assert.ok(made.vertices.some((vertex) => vertex.operation === 'local:deps'));
  });

  it('give an image away to a build context, with and without its tag', () => {
    for (const name of ['python', 'docker.io/library/python:latest']) {
      const made = plan(`FROM ${name}\nRUN a`, {
        options: { buildContexts: { python: 'docker-image://alpine:3' } },
      });
      assert.match(vertexOf(made, 'RUN a').operation, /exec/);
      assert.equal(made.steps[0]?.name, '[context python] alpine:3');
    }
  });

  it('run anew without a cache, but WORKDIR and FROM do not', () => {
    const made = plan('FROM a\nWORKDIR /w\nCOPY a /a\nRUN a', { options: { noCache: true } });
    assert.deepEqual(
      made.vertices.filter((vertex) => vertex.ignoreCache).map((vertex) => vertex.kind),
      ['file', 'exec'],
    );
  });

  it('run anew by name only', () => {
    const text = 'FROM a AS Slow\nRUN a\nFROM b\nCOPY --from=slow / /\nRUN b';
    const made = plan(text, { options: { noCacheFilter: ['SLOW', 'none'] } });
    assert.deepEqual(
      made.vertices.filter((vertex) => vertex.ignoreCache).map((vertex) => vertex.steps),
      [[1]],
    );
  });

  it('have a vertex for each platform only where the platform counts', () => {
    const text = 'FROM scratch\nCOPY a /a\nWORKDIR /w\nRUN a';
    const made = plan(text, { options: { platform: 'linux/amd64,linux/arm64' } });
    const kinds = made.vertices.map((vertex) => vertex.kind);
    assert.deepEqual(kinds, ['local', 'file', 'file', 'exec', 'exec']);
  });

  it('know the predefined arguments, and the target only from 0.17 on', () => {
    const text = 'FROM a AS t\nARG TARGETARCH\nARG BUILDPLATFORM\nARG TARGETSTAGE\nRUN a';
    const run = vertexOf(
      plan(text, { options: { platform: 'linux/arm64/v8' } }),
      'RUN a',
    ).operation;
    assert.match(run, /"TARGETARCH=arm64","BUILDPLATFORM=linux\/amd64","TARGETSTAGE=t"/);
    assert.doesNotMatch(
      vertexOf(plan(text, { engine: { buildkit: '0.16.0' } }), 'RUN a').operation,
      /TARGETSTAGE/,
    );
  });

  it('take a default of their own over a global one, and a build argument over both', () => {
    const text = 'ARG V=global\nFROM a\nARG V=own\nRUN a';
    assert.match(vertexOf(plan(text), 'RUN a').operation, /"V=own"/);
    assert.match(vertexOf(plan(text.replace('=own', '')), 'RUN a').operation, /"V=global"/);
    const options = { buildArgs: { V: 'given' } };
    assert.match(vertexOf(plan(text, { options }), 'RUN a').operation, /"V=given"/);
  });

  it('move the variables of their parent behind its arguments', () => {
    const child = (lines: string): string =>
      vertexOf(plan(`FROM a AS p\n${lines}\nFROM p\nRUN child`), 'child').operation;
    assert.equal(child('ENV E=1\nARG A=1'), child('ARG A=1\nENV E=1'));
    const same = (lines: string): string =>
      vertexOf(plan(`FROM a\n${lines}\nRUN child`), 'child').operation;
    assert.notEqual(same('ENV E=1\nARG A=1'), same('ARG A=1\nENV E=1'));
  });
});

describe('what a build refuses', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['no stage', 'RUN a', 'no-stage'],
    [
      'a stage that is built later',
      'FROM a AS a\nCOPY --from=b / /\nFROM b AS b\nCOPY --from=a / /',
      'later-stage',
    ],
    [
      'a mount of a later stage',
      'FROM a\nRUN --mount=from=b,target=/m x\nFROM b AS b\nCOPY --from=0 / /',
      'later-stage',
    ],
    ['a mount over everything', 'FROM a\nRUN --mount=type=cache,target=/ x', 'mount-target'],
    ['an empty base', 'ARG BASE\nFROM $BASE', 'empty-base'],
    ['a name that no image can have', 'FROM Nope', 'image-name'],
    ['a stage number that is too high', 'FROM a\nCOPY --from=7 / /', 'word-expansion'],
    ['an address for COPY', 'FROM a\nCOPY https://a.example/b /b', 'remote-copy'],
  ];
  for (const [title, text, code] of cases) {
    it(`${title} is a problem (${code})`, () => {
      assert.ok(problemCodes(plan(text)).includes(code));
    });
  }

  const bombs: readonly (readonly [string, string])[] = [
    [
      'a variable that doubles again and again',
      `FROM a\nENV A=xxxx\n${'ENV A=$A$A\n'.repeat(40)}RUN a`,
    ],
    ['an argument that does', `ARG A=xxxx\n${'ARG A=$A$A\n'.repeat(40)}FROM a\nRUN a`],
    [
      'more variables than its steps can hold',
      `FROM a\n${manyLines(3000, (at) => `ENV A${at}=1\nRUN ${at}`)}`,
    ],
  ];
  for (const [title, text] of bombs) {
    it(`${title}, in bounded time`, () => {
      assert.ok(problemCodes(plan(text)).includes('too-large'));
    });
  }

  it('a target that is no stage', () => {
    const made = plan('FROM a AS b', { options: { target: 'c' } });
    assert.deepEqual(problemCodes(made), ['target']);
    assert.deepEqual(made.steps, []);
  });
});

function manyLines(count: number, line: (at: number) => string): string {
  return Array.from({ length: count }, (_, at) => line(at)).join('\n');
}
