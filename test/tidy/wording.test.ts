/**
 * Words that are out: in comments and messages of the sources and in the documents for people. What the program prints
 * in the tests is held to the same by the runner.
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { folderWith, removeFolders } from '../node/support/folders.ts';
import { wordsOut, wordsPrinted } from '../support/wording.ts';
import { assertNone, textOf, trackedFiles } from '../support/tracked-files.ts';

const files = trackedFiles();

const sources = files.filter((file) => /^(?:server|client|webview|scripts)\/.*\.ts$/.test(file));

afterEach(removeFolders);

describe('words that are out', () => {
  it('are in no comment', () => {
    assert.ok(sources.length > 0);
    assertNone(sources.flatMap((file) => wordsIn(commentsOf(textOf(file)), file)));
  });

  it('are in no message', () => {
    assertNone(sources.flatMap((file) => wordsIn(messagesOf(textOf(file)), file)));
  });

  it('are in no document', () => {
    const documents = files.filter((file) => /^(?:[A-Z]+|docs\/.*|test\/README)\.md$/.test(file));
    assert.ok(documents.length > 5);
    assertNone(documents.flatMap((file) => wordsIn(proseOf(textOf(file)), file)));
  });

  it('are found', () => {
    const text = "const anew = 'anew'; // made anew\n/** For whoever asks. */";
    assert.deepEqual(wordsIn(commentsOf(text), 'x'), [
      'x: "anew": write again',
      'x: "whoever": write name the user, the caller or the request',
    ]);
    const code =
      "import 'x anew'; const anew = `is ${x} made anew`; type A = 'anew'; f('whoever asks');";
    assert.deepEqual(wordsIn(messagesOf(code), 'x'), [
      'x: "anew": write again',
      'x: "whoever": write name the user, the caller or the request',
    ]);
    assert.deepEqual(wordsIn(proseOf('`anew`\n\n```\nanew\n```\n'), 'x'), []);
  });

  it('are found in what was printed', () => {
    const file = path.join(folderWith(), 'printed.txt');
    assert.deepEqual(wordsPrinted(file), []);
    writeFileSync(file, 'fine\n{"message":"2 packages made anew"}\n');
    assert.deepEqual(wordsPrinted(file), [
      'the program printed "anew", write again: {"message":"2 packages made anew"}',
    ]);
  });
});

function wordsIn(text: string, file: string): readonly string[] {
  return wordsOut(text).map(({ word, instead }) => `${file}: "${word}": write ${instead}`);
}

/** Texts with words in them: the literals that are no names, paths or types. */
function messagesOf(text: string): string {
  const messages: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node))
      messages.push(node.text);
    if (ts.isTemplateExpression(node)) {
      const parts = node.templateSpans.map(({ literal }) => literal.text);
      messages.push([node.head.text, ...parts].join('…'));
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('source.ts', text, ts.ScriptTarget.ES2022));
  return messages.filter((message) => /[a-z,;:…] \S/i.test(message)).join('\n');
}

function commentsOf(text: string): string {
  const scanner = ts.createScanner(
    ts.ScriptTarget.ES2022,
    false,
    ts.LanguageVariant.Standard,
    text,
  );
  const comments: string[] = [];
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    const isComment =
      token === ts.SyntaxKind.SingleLineCommentTrivia ||
      token === ts.SyntaxKind.MultiLineCommentTrivia;
    if (isComment) comments.push(scanner.getTokenText());
  }
  return comments.join('\n');
}

/** Without code. */
function proseOf(text: string): string {
  return text.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`]*`/g, '');
}
