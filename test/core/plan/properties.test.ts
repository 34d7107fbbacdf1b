/** What holds for every Dockerfile: no text makes the planner fail, and no edit that BuildKit ignores changes a key. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Plan } from '../../../server/core/plan/model.ts';
import { plan } from './support.ts';

const lines = [
  'FROM busybox AS one',
  'FROM one AS two',
  'FROM scratch',
  'ARG A=1',
  'ARG A',
  'ENV A=1 B="$A"',
  'ENV C ${A:-x}',
  'RUN echo $A "b"',
  'RUN ["a", "$B"]',
  'RUN --mount=type=cache,target=/c,id=x make',
  'RUN --mount=from=one,source=/x,target=/m make',
  'RUN --mount=type=secret,id=s,env=S make',
  'RUN <<EOF\necho a\n\necho b\nEOF',
  'COPY a* b/ /c/',
  'COPY --from=one --chown=app /a /b',
  'COPY --link --chmod=u+x a /b',
  'COPY <<A <<"B" /c/\n$A\nA\n$A\nB',
  'ADD https://a.example/b.git#c:d /e',
  'WORKDIR $A/b',
  'WORKDIR /',
  'USER app:app',
  'SHELL ["/bin/bash", "-c"]',
  'ONBUILD RUN x',
  'ONBUILD COPY --from=one /a /b',
  'LABEL a=b',
  'EXPOSE 80',
];

const line = fc.constantFrom(...lines);
const dockerfile = fc
  .array(line, { maxLength: 14 })
  .map((rest) => ['FROM busybox AS base', ...rest]);

/** All that decides on hits. */
function keys(made: Plan): unknown {
  return made.vertices.map(({ kind, operation, inputs, ignoreCache }) => ({
    kind,
    operation,
    inputs,
    ignoreCache,
  }));
}

describe('every Dockerfile', () => {
  it('has a plan, whatever its text', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      line,
      fc.constantFrom('\\\n', '<<EOF\n', '$', '"', "'", '--from=0 ', '\r\n'),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 20 }),
        fc.constantFrom('', '\n'),
        (pieces, between) => {
          const made = plan(pieces.join(between));
          for (const vertex of made.vertices) assert.equal(made.vertices[vertex.index], vertex);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('has vertices behind their inputs, and steps that know their vertex', () => {
    fc.assert(
      fc.property(dockerfile, (text) => {
        const made = plan(text.join('\n'));
        for (const vertex of made.vertices) {
          for (const input of vertex.inputs) assert.ok(input.vertex < vertex.index);
          for (const step of vertex.steps) assert.equal(made.steps[step]?.vertex, vertex.index);
        }
        for (const step of made.steps) {
          if (step.vertex !== null)
            assert.ok(made.vertices[step.vertex]?.steps.includes(step.index));
        }
      }),
    );
  });

  const edits: readonly (readonly [string, (text: readonly string[]) => string])[] = [
    ['comments and empty lines', (text) => text.map((one) => `# why\n\n${one}`).join('\n')],
    [
      'keywords in lower case',
      (text) => text.map((one) => one.replace(/^[A-Z]+/, (word) => word.toLowerCase())).join('\n'),
    ],
    ['indentation', (text) => text.map((one) => `  ${one}`).join('\n')],
    [
      'blanks behind the keyword and at the end',
      (text) =>
        text.map((one) => (one.includes('\n') ? one : `${one.replace(' ', '   ')}  `)).join('\n'),
    ],
    ['line ends', (text) => text.filter((one) => !one.includes('\n')).join('\r\n')],
    ['a continuation before the last word', (text) => text.map(continued).join('\n')],
    ['labels', (text) => text.map((one) => `${one}\nLABEL x=y\nCMD z`).join('\n')],
    [
      'names of stages',
      (text) =>
        text
          .join('\n')
          .replaceAll(/\b(FROM|from=|AS) ?(one)\b/g, (whole) => whole.replace('one', 'uno')),
    ],
  ];
  for (const [title, edit] of edits) {
    it(`keeps its keys under another way of writing ${title}`, () => {
      fc.assert(
        fc.property(dockerfile, (all) => {
          // A name that nothing defines is an image, and to rename an image is no idle edit.
          const text = ['FROM busybox AS one', ...all];
          const plain = title === 'line ends' ? text.filter((one) => !one.includes('\n')) : text;
          assert.deepEqual(keys(plan(edit(text))), keys(plan(plain.join('\n'))));
        }),
      );
    });
  }
});

function continued(text: string): string {
  return text.includes('\n') || text.includes('"') ? text : text.replace(/ (\S+)$/, ' \\\n$1');
}
