/** Seconds read the same wherever they stand: one module writes their units, and everything else asks it. */
import assert from 'node:assert/strict';
import ts from 'typescript';
import { assertNone, textOf, trackedFiles } from '../support/tracked-files.ts';

/** An axis has figures of equal length, and the unit only at its end. */
const OWN_FORMAT = new Set([
  'server/protocol/seconds.ts',
  'webview/src/timings/scale.ts',
  // In the form of BuildKit's log.
  'server/core/build-log/plain-writer.ts',
]);

const UNIT = /^ (?:ms|s|secs?|seconds?|min|minutes?|h|hours?)(?![\w-])/;
const UNIT_BEHIND_FIGURE = /^ ?(?:ms|s|secs?|seconds?|m|min|minutes?|h|hours?)(?![\w-])/;

describe('seconds', () => {
  it('are written by server/protocol/seconds.ts alone', () => {
    const files = trackedFiles().filter((file) =>
      /^(server|client|webview|scripts)\/.*\.ts$/.test(file),
    );
    assert.ok(files.length > 100);
    assertNone(
      files
        .filter((file) => !OWN_FORMAT.has(file))
        .flatMap((file) => unitsIn(textOf(file)).map((unit) => `${file}:${unit}`)),
    );
  });

  it('are seen where those that may write them do', () => {
    for (const file of OWN_FORMAT) assert.notDeepEqual(unitsIn(textOf(file)), [], file);
  });

  for (const text of [
    '`${value.toFixed(1)} s`',
    '`${value.toFixed(1)}s`',
    '`about ${String(value)} s.`',
    '`${value} seconds`',
    '`${Math.floor(value / 60)} min ${value % 60} s`',
    "value.toFixed(1) + ' s'",
    "value.toFixed(1) + 's'",
    "value === 0 ? '' : ' s'",
  ]) {
    it(`are found in ${text}`, () => assert.notDeepEqual(unitsIn(text), []));
  }

  for (const text of [
    '`${n} step${n === 1 ? "" : "s"}`',
    '`${one}s`',
    '`${count} steps`',
    '`${(bytes / 1e6).toFixed(1)} MB`',
    '`${share.toFixed(0)} % saved`',
    "' seconds, which were measured'.length",
    '`${formatSeconds(value)}, about`',
  ]) {
    it(`are not found in ${text}`, () => assert.deepEqual(unitsIn(text), []));
  }
});

/** Texts that put a unit of time after a value, as `LINE TEXT`. */
function unitsIn(text: string): readonly string[] {
  const source = ts.createSourceFile('source.ts', text, ts.ScriptTarget.ES2022, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (isUnit(node)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push(`${String(line + 1)} ${node.getText()}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isUnit(node: ts.Node): boolean {
  if (ts.isTemplateSpan(node)) {
    return (isFigure(node.expression) ? UNIT_BEHIND_FIGURE : UNIT).test(node.literal.text);
  }
  // A unit that is put behind something elsewhere: the whole text is the unit.
  if (!ts.isStringLiteral(node)) return false;
  const { parent } = node;
  const isBehindFigure =
    ts.isBinaryExpression(parent) && parent.right === node && isFigure(parent.left);
  const unit = (isBehindFigure ? UNIT_BEHIND_FIGURE : UNIT).exec(node.text)?.[0];
  return unit === node.text;
}

function isFigure(node: ts.Expression): boolean {
  return (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    node.expression.name.text === 'toFixed'
  );
}
