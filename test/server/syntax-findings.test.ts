/** The findings of dockerfile-utils follow our own in a pause; until then those of the text before stay at their places. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Diagnostic } from 'vscode-languageserver-protocol/node';
import { movedRanges } from '../../server/lsp/convert/moved-ranges.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';
import { startServer, stopServers, type TestServer } from '../support/server/language-server.ts';

/** dockerfile-utils complains of the first of two CMD, BuildKit does not. */
const TWO_COMMANDS = 'FROM python:3.12\nCMD ["a"]\nCMD ["b"]\n';

describe('findings of dockerfile-utils while somebody types', () => {
  afterEach(async () => {
    await stopServers();
    removeFolders();
  });

  async function opened(text: string): Promise<{ server: TestServer; file: string }> {
    const root = folderWith();
    const server = await startServer({ folders: [root] });
    const file = join(root, 'Dockerfile');
    await server.open(file, text);
    return { server, file };
  }

  it('move with their lines at once', async () => {
    const { server, file } = await opened(TWO_COMMANDS);
    assert.deepEqual((await server.diagnostics(file)).map(place), ['1:0-1:3']);
    const start = { line: 0, character: 0 };
    await server.change(file, { range: { start, end: start }, text: '# a comment\n' });
    assert.deepEqual((await server.diagnostics(file)).map(place), ['2:0-2:3']);
  });

  it('come and go with what is typed', async () => {
    const { server, file } = await opened('FROM python:3.12\nCMD ["a"]\n');
    assert.deepEqual(await server.diagnostics(file), []);
    await server.change(file, { text: TWO_COMMANDS });
    await server.until('a finding', () => server.published(file).at(-1) === 1);
    await server.change(file, { text: 'FROM python:3.12\nCMD ["a"]\n' });
    await server.until('no finding', () => server.published(file).at(-1) === 0);
  });

  it('are in the end those of the text when it is opened', async () => {
    const pieces = [
      'CMD ["a"]\n',
      'CMD a\n',
      'ENV A\n',
      'EXPOSE x\n',
      'RUN <<EOF\nCOPY\nEOF\n',
      'COPY --from\n',
      '\n',
      'FROM a AS b\n',
      '# x\n',
      'W',
    ];
    const root = folderWith();
    const server = await startServer({ folders: [root] });
    let n = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...pieces), { maxLength: 6 }),
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 12 }), fc.constantFrom(...pieces)), {
          minLength: 1,
          maxLength: 4,
        }),
        async (before, edits) => {
          const [file, fresh] = [join(root, `Dockerfile.${++n}`), join(root, `Dockerfile.${++n}`)];
          let text = ['FROM python:3.12\n', ...before].join('');
          await server.open(file, text);
          await server.diagnostics(file);
          for (const [at, length, piece] of edits) {
            const start = at % (text.length + 1);
            const range = rangeIn(text, start, Math.min(text.length, start + length));
            await server.change(file, { range, text: piece });
            text = text.slice(0, start) + piece + text.slice(start + length);
            await server.diagnostics(file);
          }
          await server.open(fresh, text);
          await settled(server, file, await server.diagnostics(fresh));
          await server.close(file);
          await server.close(fresh);
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('places that move with a text', () => {
  it('have the same text as before, but where the edit is', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 30 });
    // Begins and ends with a letter of its own, so that there is one edit only that makes one text of the other.
    const between = (letter: string) =>
      fc.option(text, { nil: null }).map((one) => (one === null ? '' : letter + one + letter));
    fc.assert(
      fc.property(text, between('x'), between('y'), text, (start, removed, added, end) => {
        const [before, after] = [start + removed + end, start + added + end];
        const spans = [
          [0, start.length],
          [before.length - end.length, before.length],
        ] as const;
        const places = spans.map(([from, to]) => ({ range: rangeIn(before, from, to) }));
        const moved = movedRanges(places, before, after).map(({ range }) => textAt(after, range));
        assert.deepEqual(moved, [start, end]);
      }),
    );
  });

  it('stay in order, and inside the text', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\n'), maxLength: 20 });
    fc.assert(
      fc.property(text, text, fc.nat(), fc.nat(), (before, after, a, b) => {
        const [from = 0, to = 0] = [a, b].map((one) => one % (before.length + 1)).sort(ascending);
        const [moved] = movedRanges([{ range: rangeIn(before, from, to) }], before, after);
        assert.ok(moved);
        const document = TextDocument.create('', '', 0, after);
        const [start, end] = [moved.range.start, moved.range.end].map((one) =>
          document.offsetAt(one),
        );
        assert.ok(start !== undefined && end !== undefined && start <= end && end <= after.length);
      }),
    );
  });
});

async function settled(
  server: TestServer,
  file: string,
  expected: readonly Diagnostic[],
): Promise<void> {
  const end = Date.now() + 10_000;
  for (;;) {
    const found = (await server.diagnostics(file)).map(shown).sort();
    const wanted = expected.map(shown).sort();
    if (JSON.stringify(found) === JSON.stringify(wanted)) return;
    if (Date.now() > end) assert.deepEqual(found, wanted);
    await sleep(20);
  }
}

function place({ range: { start, end } }: Diagnostic): string {
  return `${start.line}:${start.character}-${end.line}:${end.character}`;
}

function shown(one: Diagnostic): string {
  return `${place(one)} ${String(one.source)} ${String(one.code)} ${JSON.stringify(one.message)}`;
}

function rangeIn(text: string, from: number, to: number): Diagnostic['range'] {
  const document = TextDocument.create('', '', 0, text);
  return { start: document.positionAt(from), end: document.positionAt(to) };
}

function textAt(text: string, range: Diagnostic['range']): string {
  return TextDocument.create('', '', 0, text).getText(range);
}

function ascending(a: number, b: number): number {
  return a - b;
}
