/**
 * What leaves the product or is kept says of each of its texts whether it is masked. A new field has to choose: a plain
 * `string` would say nothing.
 */
import assert from 'node:assert/strict';
import ts from 'typescript';
import { assertNone, textOf, trackedFiles } from '../support/tracked-files.ts';

describe('the texts of a report and of a record', () => {
  for (const file of [
    'server/protocol/report.ts',
    'server/protocol/context-report.ts',
    'server/protocol/explain-report.ts',
    'server/core/timing/model.ts',
  ]) {
    it(`have types that say whether they are masked: ${file}`, () => {
      assertNone(plainStrings(textOf(file)).map((line) => `${file}:${line}`));
    });
  }

  it('are looked at wherever they are', () => {
    const text = `
      type Name = string;
      export type Verdict = 'hit' | 'miss';
      interface Report {
        readonly good: Name | MaskedText;
        readonly plain: string;
        readonly list: readonly string[];
        readonly values: Readonly<Record<Name, string | null>>;
        readonly inner: { readonly text?: string };
        readonly unnamed: \`\${string}x\`;
      }
      type Parts = readonly string[];
    `;
    assert.deepEqual(plainStrings(text), ['6', '7', '8', '9', '10', '12']);
  });

  it('are called masked by core/text/mask.ts alone', () => {
    const files = trackedFiles().filter((file) =>
      /^(server|client|webview|scripts)\/.*\.ts$/.test(file),
    );
    const casting = files.filter((file) =>
      /\bas (?:readonly )?MaskedText\b|<MaskedText>\w/.test(textOf(file)),
    );
    assert.deepEqual(casting, ['server/core/text/mask.ts']);
  });
});

/** Lines with the type `string`, but for aliases that give it a name. */
function plainStrings(text: string): readonly string[] {
  const source = ts.createSourceFile('source.ts', text, ts.ScriptTarget.ES2022, true);
  const lines: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeAliasDeclaration(node) && node.type.kind === ts.SyntaxKind.StringKeyword) return;
    if (node.kind === ts.SyntaxKind.StringKeyword) {
      lines.push(String(source.getLineAndCharacterOfPosition(node.getStart()).line + 1));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return lines;
}
