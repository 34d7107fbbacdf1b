/** What vertices depend on: which inputs they have, by what paths, and which of them count by content. */
import assert from 'node:assert/strict';
import { contextNeeds, planBuild } from '../../../server/core/plan/index.ts';
import type { ContentSelection, Plan, VertexInput } from '../../../server/core/plan/model.ts';
import { plan, vertexOf } from './support.ts';

/** `local:context /a /b` for an input that counts by content, `image` for one that does not. */
function inputs(made: Plan, part: string): readonly string[] {
  return vertexOf(made, part).inputs.map((input) =>
    [sourceName(made, input), ...selections(input)].join(' '),
  );
}

function sourceName(made: Plan, input: VertexInput): string {
  const vertex = made.vertices[input.vertex];
  return vertex?.kind === 'local' ? vertex.operation : (vertex?.kind ?? '');
}

function selections(input: VertexInput): readonly string[] {
  return (input.content?.selections ?? []).map(selectionText);
}

function selectionText(selection: ContentSelection): string {
  const { path, wildcard, followLinks, include, exclude } = selection;
  const more = [
    wildcard ? 'wildcard' : '',
    followLinks ? '' : 'as-is',
    ...include.map((pattern) => `+${pattern}`),
    ...exclude.map((pattern) => `-${pattern}`),
  ].filter((word) => word !== '');
  return more.length === 0 ? path : `${path}(${more.join(',')})`;
}

describe('inputs', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['RUN it', ['image']],
    ['WORKDIR /it', ['image']],
    ['COPY a b/c /it/', ['image', 'local:context /a /b/c']],
    ['COPY a a/b /it/', ['image', 'local:context /a']],
    ['COPY a-b a a/b /it/', ['image', 'local:context /a /a-b']],
    ['COPY . /it', ['image', 'local:context /']],
    ['COPY b*/x a /it/', ['image', 'local:context /a /b*/x(wildcard)']],
    ['COPY --exclude=*.md a /it', ['image', 'local:context /a(-*.md)']],
    ['COPY --parents a/b/c /it/', ['image', 'local:context /(+a/b/c)']],
    ['COPY --parents x/./b/c /it/', ['image', 'local:context /x(+b/c)']],
    ['COPY --from=busybox:2 /a /it', ['image', 'image /a']],
    ['COPY --from=busybox /a /it', ['image']],
    ['ADD https://a.example/b.txt /it', ['image', 'http /b.txt(as-is)']],
    ['ADD https://a.example/b.git#v1 /it', ['image', 'git /(as-is)']],
    ['COPY <<F /it\nx\nF', ['image', 'inline /F(as-is)']],
    ['RUN --mount=target=/m it', ['image', 'local:context /(as-is)']],
    ['RUN --mount=source=s,target=/m it', ['image', 'local:context /s']],
    [
      'RUN --mount=source=s/t,target=/m --mount=source=s,target=/n it',
      ['image', 'local:context /s'],
    ],
    ['RUN --mount=type=cache,target=/c it', ['image']],
    ['RUN --mount=type=cache,target=/c,uid=1 it', ['image', 'inline /cache']],
    ['RUN --mount=type=cache,from=busybox:2,target=/c it', ['image', 'image /(as-is)']],
    ['RUN --mount=type=tmpfs,target=/c it', ['image']],
    ['RUN --mount=type=secret,id=c it', ['image']],
    ['RUN --mount=from=busybox,source=s,target=/m it', ['image /(as-is)']],
    ['RUN <<F\n#!/bin/it\nF', ['image', 'inline /(as-is)']],
  ];
  for (const [text, expected] of cases) {
    it(`${text.replaceAll('\n', '⏎')} has ${expected.join(' and ')}`, () => {
      assert.deepEqual(inputs(plan(`FROM busybox\n${text}`), 'it'), expected);
    });
  }

  it('tell a mount of one path from a mount of another by their selector only', () => {
    const run = (source: string): VertexInput | undefined =>
      vertexOf(plan(`FROM busybox\nRUN --mount=source=${source},target=/m it`), 'it').inputs[1];
    assert.notEqual(run('a')?.selector, run('b')?.selector);
  });

  it('of a linked copy are its source alone, and the merge lays it over the stage', () => {
    const made = plan('FROM busybox\nCOPY --link a /b');
    assert.deepEqual(inputs(made, '] COPY'), ['local:context /a']);
    assert.deepEqual(inputs(made, 'LINK'), ['image', 'file']);
  });

  it('of a first linked copy on scratch need no merge', () => {
    const made = plan('FROM scratch\nCOPY --link a /a\nCOPY --link b /b');
    assert.deepEqual(
      made.vertices.map((vertex) => vertex.kind),
      ['local', 'file', 'file', 'merge'],
    );
  });

  it('stand before the vertex that needs them', () => {
    const made = plan(
      'FROM a AS a\nRUN a\nFROM b\nCOPY --from=a /x /x\nRUN --mount=from=a,target=/a b\nCOPY . .',
    );
    for (const vertex of made.vertices) {
      for (const input of vertex.inputs) assert.ok(input.vertex < vertex.index);
    }
  });
});

describe('writes', () => {
  it('say what of which input ends up where', () => {
    const made = plan('FROM busybox\nWORKDIR /w\nCOPY a b/ d/');
    const { writes } = vertexOf(made, 'COPY');
    assert.deepEqual(
      writes?.map(({ input, selection, destination }) => [input, selection.path, destination]),
      [
        [1, '/a', '/w/d/'],
        [1, '/b', '/w/d/'],
      ],
    );
  });

  it('are not known of RUN, and a folder of WORKDIR', () => {
    const made = plan('FROM busybox\nWORKDIR /w/\nRUN a');
    assert.equal(vertexOf(made, 'RUN a').writes, null);
    assert.equal(vertexOf(made, 'WORKDIR').folder, '/w');
  });
});

describe('contextNeeds', () => {
  const needs = (text: string, buildContexts: Readonly<Record<string, string>> = {}): unknown =>
    Object.fromEntries(
      [...contextNeeds(plan(text, { options: { buildContexts } }))].map(([name, { paths }]) => [
        name,
        paths,
      ]),
    );

  it('are the paths of copies and mounts, without patterns', () => {
    const text =
      'FROM a\nCOPY b/*.txt c /x/\nADD d?/e /y\nRUN --mount=source=f,target=/f x\nCOPY --parents g/h/i* /z/';
    assert.deepEqual(needs(text), { context: [''] });
    assert.deepEqual(needs(text.replace('d?/e', 'd/e?')), { context: ['b', 'c', 'd', 'f', 'g/h'] });
  });

  it('are of the context that a step takes from', () => {
    const text =
      'FROM a\nCOPY b /b\nCOPY --from=other c /c\nRUN --mount=from=other,source=d,target=/d x';
    assert.deepEqual(needs(text, { other: '../other' }), { context: ['b'], other: ['c', 'd'] });
  });

  it('are none where nothing is copied', () => {
    assert.deepEqual(needs('FROM a\nRUN a'), {});
  });
});

describe('planBuild', () => {
  it('is one function of its arguments', () => {
    const text = 'FROM a\nARG V=1\nCOPY . .\nRUN --mount=type=cache,target=/c a';
    assert.deepEqual(plan(text), plan(text));
    assert.equal(planBuild.length, 4);
  });
});
