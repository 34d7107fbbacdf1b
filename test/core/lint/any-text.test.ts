/**
 * Mount options, users and names of images of any text: nothing throws, every place lies inside the text, and every offered
 * fix can be applied. `LAYER_FORECAST_RUNS` makes it more inputs than a test run has time for.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { analyze, type Analyzed } from '../../support/analyze.ts';
import { fixAll } from '../../../server/core/lint/fix-all.ts';
import type { SeenImage } from '../../../server/core/images/image-facts.ts';
import { ownEdits } from '../../../server/core/lint/places.ts';
import { applyEdits } from '../../../server/core/text/edits.ts';
import type { Span } from '../../../server/core/text/span.ts';

const RUNS = Number(process.env['LAYER_FORECAST_RUNS'] ?? '3000');

/** Any code point, lone surrogates too; letters that change their length with their case; and what means something here. */
const unit = fc.oneof(
  { weight: 2, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 0, max: 0xffff }).map((one) => String.fromCharCode(one)),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...[
        'İ',
        'ß',
        'ŉ',
        'Ô',
        '\u0130',
        'K',
        'ſ',
        '😀',
        '\ud83d',
        '\u00a0',
        '\u2028',
        '\u0085',
        '\ufeff',
      ],
      ...[
        '=',
        ',',
        '"',
        "'",
        '\\',
        '`',
        '$',
        '{',
        '}',
        '~',
        '/',
        ':',
        '@',
        '#',
        ' ',
        '\t',
        '\r',
        '\n',
        '\0',
        '<<',
      ],
    ),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      ...[
        'type=cache',
        'target=',
        '/root/.cache/pip',
        'id=',
        'uid=',
        'gid=',
        'mode=',
        'sharing=',
        'ro',
        'readonly',
      ],
      ...[
        'from=',
        'source=',
        'required',
        'env=',
        'python',
        '${A}',
        '$UID',
        '0',
        '1000',
        'root',
        'app',
        'nobody',
      ],
      ...['python:3.12', 'alpine', 'registry.example/a/b:c', '@sha256:', 'latest'],
    ),
  },
);
const text = fc.array(unit, { maxLength: 6 }).map((parts) => parts.join(''));

const file = fc
  .record({
    image: text,
    tag: text,
    user: text,
    group: text,
    options: fc.array(text, { maxLength: 4 }),
    argument: text,
    shape: fc.nat({ max: 4 }),
    end: fc.constantFrom('\n', '\r\n', ''),
  })
  .map(({ image, tag, user, group, options, argument, shape, end }) => {
    const mount = `--mount=${options.join(',')}`;
    const run = [
      `RUN ${mount} pip install ${argument}`,
      `RUN --mount=type=cache,${options.join(',')} pip install --no-cache-dir x && rm -rf ${argument}`,
      `RUN pip install ${argument} ${mount}`,
      `RUN ["pip", "install", "${argument}"]`,
      `RUN ${mount} \\\n  pip install x`,
    ][shape];
    const base = shape % 2 === 0 ? `${image}:${tag}` : 'python:3.12-alpine';
    const lines = [
      `FROM ${base} AS a`,
      `ARG A=${argument}`,
      `USER ${user}:${group}`,
      run,
      `FROM ${image}`,
      run,
    ];
    return lines.join('\n') + end;
  });

/** An image as strange as the file. */
const seen = fc
  .record({ user: text, env: fc.array(text, { maxLength: 3 }), passwd: text, settings: text })
  .map(({ user, env, passwd, settings }): SeenImage => ({
    image: { digest: null, env, workdir: '/', user, shell: null, onbuild: [], source: 'engine' },
    files: new Map([
      ['/etc/passwd', `${user}:x:1:2::/h:/bin/sh\n${passwd}`],
      ['/etc/pip.conf', `[global]\ncache-dir = ${settings}\n`],
    ]),
  }));

describe('Dockerfiles of any text', function () {
  this.timeout(0);

  it(`have findings and fixes inside the text (${String(RUNS)} inputs)`, () => {
    let nFixes = 0;
    let nErrorsSeen = 0;
    fc.assert(
      fc.property(file, fc.option(seen), (dockerfile, image) => {
        const context = { images: () => image };
        const analysis = analyze({ ...context, text: dockerfile });
        assert.deepEqual(analysis.failures, []);
        for (const span of spansOf(analysis)) assertInside(span, dockerfile);
        nErrorsSeen += nErrors(analysis);
        for (const fix of analysis.findings.flatMap(({ fixes }) => fixes)) {
          nFixes++;
          const after = analyze({ ...context, text: applyEdits(dockerfile, ownEdits(fix.edits)) });
          assert.deepEqual(after.failures, []);
          assert.ok(nErrors(after) <= nErrors(analysis), fix.title);
        }
        const fixed = fixAll(dockerfile, { ...context, unsafe: true });
        const left = fixed.findings.flatMap(({ fixes }) => fixes);
        assert.deepEqual(left, []);
      }),
      { numRuns: RUNS },
    );
    // Not all inputs are refused at the first word, and not all are taken.
    assert.ok(nFixes > RUNS / 20, `${String(nFixes)} fixes`);
    assert.ok(nErrorsSeen > RUNS / 20, `${String(nErrorsSeen)} errors`);
  });
});

function spansOf({ model, findings }: Analyzed): readonly Span[] {
  const { dockerfile, commands } = model;
  const mounts = commands.flatMap((command) => (command.kind === 'run' ? command.mounts : []));
  return [
    ...dockerfile.instructions.map(({ span }) => span),
    ...mounts.flatMap(({ flag, spans }) => [flag.span, ...Object.values(spans)]),
    ...findings.flatMap(({ span, related, fixes }) => [
      span,
      ...related.map((one) => one.span),
      ...fixes.flatMap(({ edits }) => ownEdits(edits).map((edit) => edit.span)),
    ]),
  ];
}

function assertInside({ start, end }: Span, { length }: string): void {
  assert.ok(Number.isInteger(start) && Number.isInteger(end), `${String(start)} ${String(end)}`);
  assert.ok(
    0 <= start && start <= end && end <= length,
    `${String(start)} ${String(end)} of ${String(length)}`,
  );
}

function nErrors({ findings }: Analyzed): number {
  return findings.filter((one) => one.rule === 'syntax' && one.severity === 'error').length;
}
