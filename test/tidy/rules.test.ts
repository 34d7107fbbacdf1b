/** What one package manager does is a table entry, and rules ask the table. */
import assert from 'node:assert/strict';
import path from 'node:path';
import ts from 'typescript';
import { RULES } from '../../server/core/lint/registry.ts';
import { PACKAGE_MANAGERS } from '../../server/core/package-managers/index.ts';
import { assertNone, textOf, trackedFiles } from '../support/tracked-files.ts';

const files = trackedFiles().filter((file) => /^server\/core\/lint\/rules\/.*\.ts$/.test(file));

describe('rules', () => {
  it('name no package manager', () => {
    const names = PACKAGE_MANAGERS.flatMap(({ id, name }) => [id, name]);
    // Managers that have no entry yet, so that a rule does not get ahead of the table.
    const others = ['apt', 'apt-get', 'apk', 'dnf', 'yum', 'npm', 'yarn', 'pnpm', 'uv', 'poetry'];
    const named = new RegExp(`(?<![\\w-])(${[...names, ...others].join('|')})(?![\\w-])`, 'i');
    assertNone(
      files.flatMap((file) =>
        textsIn(file)
          .filter((text) => named.test(text))
          .map((text) => `${file}: ${text}`),
      ),
    );
  });

  it('have at most 120 lines', () => {
    const ids = RULES.map(({ id }) => id);
    const long = files
      .filter((file) => ids.includes(path.basename(file, '.ts')))
      .filter((file) => textOf(file).trimEnd().split('\n').length > 120);
    assertNone(long);
    assert.notDeepEqual(files, []);
  });
});

/** String literals, parts of templates and regular expressions; imports name files, not managers. */
function textsIn(file: string): readonly string[] {
  const source = ts.createSourceFile(file, textOf(file), ts.ScriptTarget.ES2022, true);
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    if (ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node)) texts.push(node.text);
    if (ts.isRegularExpressionLiteral(node)) texts.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return texts;
}
