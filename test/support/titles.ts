/** The titles of a test file's suites and tests, as they are written: placeholders of a template stay. */
import ts from 'typescript';
import { textOf } from './tracked-files.ts';

export function titlesIn(file: string): readonly string[] {
  const source = ts.createSourceFile(file, textOf(file), ts.ScriptTarget.ES2022, true);
  const titles: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /^(describe|it)$/.test(node.expression.getText(source))) {
      const [title] = node.arguments;
      if (title !== undefined && ts.isStringLiteralLike(title)) titles.push(title.text);
      else if (title !== undefined) titles.push(title.getText(source).replace(/^`|`$/g, ''));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return titles;
}
