/** Words that are out: in comments of the sources and in the documents for people. */
import assert from 'node:assert/strict';
import ts from 'typescript';
import { assertNone, textOf, trackedFiles } from '../support/tracked-files.ts';

/** Each with what to write instead. */
const OUT: readonly (readonly [RegExp, string])[] = [
  [/\banew\b/i, 'again'],
  [/\bforetold\b/i, 'predicted'],
  [/\bwhoever\b/i, 'name the user, the caller or the request'],
  [/\bis another one\b/i, 'changed'],
  [/\bis not to be had\b/i, 'is not available'],
  [/\bbehind the others\b/i, 'after the others'],
  [/\bwho asks\b/i, 'the caller'],
];

const files = trackedFiles();

describe('words that are out', () => {
  it('are in no comment', () => {
    const sources = files.filter((file) =>
      /^(?:server|client|webview|scripts)\/.*\.ts$/.test(file),
    );
    assert.ok(sources.length > 0);
    assertNone(sources.flatMap((file) => wordsIn(commentsOf(textOf(file)), file)));
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
    assert.deepEqual(wordsIn(proseOf('`anew`\n\n```\nanew\n```\n'), 'x'), []);
  });
});

function wordsIn(text: string, file: string): readonly string[] {
  return OUT.flatMap(([word, instead]) => {
    const found = word.exec(text);
    return found === null ? [] : [`${file}: "${found[0]}": write ${instead}`];
  });
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
