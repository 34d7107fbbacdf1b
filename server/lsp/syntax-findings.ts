/**
 * dockerfile-utils' findings of the open documents. The package takes as long for a large Dockerfile as all our rules do, so
 * at a keystroke the findings of the text before stay, moved with the text, and the new ones follow in a pause.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Connection, Diagnostic } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Dockerfile } from '../core/syntax/dockerfile/model.ts';
import { movedRanges } from './convert/moved-ranges.ts';
import { guarded } from './guard.ts';
import { lintSyntax } from './syntax-lint.ts';

export interface SyntaxFindings {
  /** What can be said at once. `onOther` is called in a pause if it turns out that something else has to be said. */
  readonly now: (
    document: TextDocument,
    dockerfile: Dockerfile,
    onOther: () => void,
  ) => readonly Diagnostic[];
  readonly forget: (uri: string) => void;
}

/** Longer than between two letters of a word, so that typing is not held up for findings that nobody will see. */
const PAUSE_MILLISECONDS = 100;

interface Known {
  readonly text: string;
  readonly findings: readonly Diagnostic[];
  readonly timer?: NodeJS.Timeout;
}

export function createSyntaxFindings(connection: Connection): SyntaxFindings {
  const known = new Map<string, Known>();

  function lint(uri: string, text: string, dockerfile: Dockerfile): readonly Diagnostic[] {
    const findings = lintSyntax(text, dockerfile);
    known.set(uri, { text, findings });
    return findings;
  }

  return {
    now(document, dockerfile, onOther) {
      const { uri } = document;
      const text = document.getText();
      const before = known.get(uri);
      if (before === undefined) return lint(uri, text, dockerfile);
      if (before.text === text) return before.findings;
      clearTimeout(before.timer);
      const findings = movedRanges(before.findings, before.text, text);
      const timer = setTimeout(() => {
        void guarded(connection, 'syntax findings', undefined, () => {
          if (!isDeepStrictEqual(lint(uri, text, dockerfile), findings)) onOther();
        });
      }, PAUSE_MILLISECONDS);
      known.set(uri, { text, findings, timer });
      return findings;
    },
    forget(uri) {
      clearTimeout(known.get(uri)?.timer);
      known.delete(uri);
    },
  };
}
