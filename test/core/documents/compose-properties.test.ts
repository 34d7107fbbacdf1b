import assert from 'node:assert/strict';
import fc from 'fast-check';
import { composeProjects, readCompose } from '../../../server/core/documents/compose/index.ts';
import type { DeclaredBuilds } from '../../../server/core/invocations/model.ts';

function reading(
  text: string,
  dotenv = '',
  others: Readonly<Record<string, string>> = {},
): DeclaredBuilds {
  const files: Readonly<Record<string, string>> = {
    '/r/compose.yaml': text,
    '/r/.env': dotenv,
    ...others,
  };
  return readCompose({
    files: ['/r/compose.yaml'],
    read: (file) => files[file] ?? null,
    environment: { A: 'a', B: '' },
  });
}

const pieces = [
  ...['services:', 'build:', 'args:', 'context:', 'extends:', 'include:', 'file:', 'service:'],
  ...['additional_contexts:', 'cache_from:', 'a:', 'b:', '- ', '  ', '\n', '\n  ', '\n    ', ' '],
  ...[
    '$A',
    '${A',
    '}',
    '${B:-',
    '${C?',
    '$$',
    '${',
    '{',
    '[',
    ']',
    ',',
    '"',
    "'",
    '&x ',
    '*x',
    '<<: *x',
  ],
  ...[
    '!reset ',
    '!override ',
    'null',
    '~',
    '1.10',
    '0x',
    '.',
    './a',
    'compose.yaml',
    '---',
    '|',
    '#',
    '=',
    '\\',
    '\t',
  ],
];

describe('compose: any text', function () {
  this.timeout(120_000);

  it('is read without an exception, with lines inside the file', () => {
    const text = fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((all) => all.join(''));
    fc.assert(
      fc.property(text, text, text, (compose, dotenv, inner) => {
        for (const one of [
          compose,
          `services:\n  a:\n    build:\n      ${inner}\n  b:\n    extends: a\n`,
        ]) {
          const { builds, problems } = reading(one, dotenv);
          const nLines = Math.max(one.split(/\r\n|\r|\n/).length, dotenv.split('\n').length);
          for (const { line } of [...problems, ...builds.map(({ source }) => source)]) {
            assert.ok(line === undefined || (line >= 1 && line <= nLines));
          }
          composeProjects(['/r/compose.yaml'], () => one);
        }
      }),
      { numRuns: 3000 },
    );
  });

  const service = 'services:\n  a:\n    build:\n      args:\n        X: ';
  const double = (text: string, times: number): string => text.repeat(times);
  /** Texts that grow with a number; each is about as many units long as the number says. */
  const growing: readonly (readonly [string, (size: number) => DeclaredBuilds])[] = [
    ['variables', (size) => reading(`${service}'${double('${A:-x}', size / 7)}'\n`)],
    [
      'nested variables',
      (size) => reading(`${service}'${double('${C:-', size / 6)}${double('}', size / 6)}'\n`),
    ],
    ['open braces', (size) => reading(`${service}'${double('${C:-{', size / 6)}'\n`)],
    [
      'open braces and one closed',
      (size) => reading(`${service}'${double('${C:-{', size / 6)}}'\n`),
    ],
    ['lines with open braces', (size) => reading(`${service}"${double('${C:-\\n', size / 7)}"\n`)],
    ['dollar signs', (size) => reading(`${service}'${double('$', size)}'\n`)],
    ['digits', (size) => reading(`${service}${double('1', size)}\n`)],
    ['arguments', (size) => reading(`${service}1\n${double('        Y: $A\n', size / 14)}`)],
    [
      'services',
      (size) =>
        reading(
          `services:\n${Array.from({ length: size / 30 }, (_, at) => `  s${at}: {build: {target: $A}}\n`).join('')}`,
        ),
    ],
    [
      'services in a chain',
      (size) =>
        reading(
          `services:\n  s0: {build: .}\n${Array.from({ length: size / 60 }, (_, at) => `  s${at + 1}: {extends: s${at}, build: {args: {A${at}: 1}}}\n`).join('')}`,
        ),
    ],
    [
      'services of one large base',
      (size) =>
        reading(
          `services:\n  b:\n    build:\n      args:\n${Array.from({ length: size / 30 }, (_, at) => `        A${at}: 1\n`).join('')}${Array.from({ length: size / 60 }, (_, at) => `  s${at}: {extends: b}\n`).join('')}`,
        ),
    ],
    [
      'includes',
      (size) =>
        reading(`include:\n${double('  - a.yaml\n', size / 11)}`, '', {
          '/r/a.yaml': 'include: [b.yaml, b.yaml]',
          '/r/b.yaml': 'services: {a: {build: .}}',
        }),
    ],
    ['lines of an env file', (size) => reading('services: {}', double('A="x$A" # y\n', size / 12))],
    [
      'values that double',
      (size) =>
        reading(
          'services: {}',
          Array.from({ length: size / 20 }, (_, at) => `V${at + 1}=$V${at}$V${at}x\n`).join(''),
        ),
    ],
    [
      'a long value in many places',
      (size) =>
        reading(
          `services:\n  a:\n    build:\n      args:\n${Array.from({ length: size / 16 }, (_, at) => `        A${at}: x$V\n`).join('')}`,
          `V="${double('v', size / 2)}"\n${double('W=x$V\n', size / 14)}`,
        ),
    ],
    ['an open quote', (size) => reading('services: {}', `A="${double('\\"\n', size / 3)}`)],
    ['blanks in an env file', (size) => reading('services: {}', double(' ', size))],
    ['comments in an env file', (size) => reading('services: {}', double('#\n', size / 2))],
    [
      'projects in a circle',
      (size) => {
        const files = Array.from({ length: size / 40 }, (_, at) => `/r/compose.${at}.yaml`);
        composeProjects(files, () => 'include: [compose.0.yaml, compose.1.yaml]');
        return reading('');
      },
    ],
  ];
  for (const [title, read] of growing) {
    it(`takes time in proportion to its size: ${title}`, () => {
      const seconds = (size: number): number => {
        const started = performance.now();
        read(size);
        return performance.now() - started;
      };
      seconds(20_000);
      const small = seconds(30_000);
      const large = seconds(240_000);
      // Eight times as much, with room for a machine that does other things; quadratic would be 64 times.
      assert.ok(large < 400 + 24 * small, `${small.toFixed(0)} ms, then ${large.toFixed(0)} ms`);
    });
  }
});
