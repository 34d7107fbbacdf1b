/** Applies fixes to Dockerfiles until none is left. Files are written whole or not at all. */
import path from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { fixAll } from '../../core/lint/fix-all.ts';
import type { RuleContext } from '../../core/lint/lint.ts';
import type { DecodedDocument, DocumentKindId } from '../../core/documents/index.ts';
import { maskCredentials } from '../../core/text/mask.ts';
import type { Finding, FixedFile } from '../../protocol/report.ts';
import { likeBefore, readDocument, relativePath, writeFileAtomically } from '../files/index.ts';
import { checkDocument, type RuleSettings } from './check-document.ts';
import { contextForRules, type ImagesForRules } from './context-for-rules.ts';
import { projectAround } from './installed-by.ts';
import { locateFiles } from './locate-files.ts';
import type { RunProblem } from './problems.ts';

export interface FixInput {
  readonly paths: readonly string[];
  readonly cwd: string;
  /** The kind of the files that are named, whatever they are called. */
  readonly as?: DocumentKindId;
  /** Only these rules; all where absent. */
  readonly rules?: readonly string[];
  /** Fixes that want a review are applied too. */
  readonly unsafe: boolean;
  readonly write: boolean;
  readonly ruleSettings?: RuleSettings;
  /** Tells of base images; absent where nobody may be asked. */
  readonly images?: ImagesForRules;
}

export interface FixAnswer {
  readonly files: readonly FixedFile[];
  readonly remaining: readonly Finding[];
  readonly problems: readonly RunProblem[];
}

interface FixedText {
  readonly file: string;
  readonly shown: string;
  readonly before: string;
  readonly after: string;
  readonly applied: readonly string[];
}

/** Reads and fixes all before it writes any. What cannot be read or written is a problem, and the others are fixed. */
export async function fixFiles(input: FixInput): Promise<FixAnswer> {
  const { cwd } = input;
  const project = projectAround([cwd, ...input.paths.map((one) => path.resolve(cwd, one))], cwd);
  const located = await locateFiles({ paths: input.paths, cwd, as: input.as ?? null, project });
  const problems: RunProblem[] = [...located.problems];
  const remaining: Finding[] = [];
  const fixed: FixedText[] = [];
  for (const one of located.files.filter(({ kind }) => kind.id === 'dockerfile')) {
    const shown = relativePath(cwd, one.file);
    const report = (message: string) =>
      problems.push({ file: shown, message, isNamed: one.isNamed });
    const read = await readDocument(one.file, one.kind, shown);
    if (read.kind === 'problem') {
      report(read.message);
      continue;
    }
    const context = await contextForRules(
      input,
      { file: one.file, kind: one.kind, document: read, project, cwd },
      problems,
    );
    const { after, applied, isSettled } = fixedText(read, input, context);
    const isWritten = after !== read.text && isWhole(read.text) && isSettled;
    if (!isSettled)
      report(
        `${shown} stays as it is: its fixes undo each other. That is a bug of Layer Forecast; please report it with the file.`,
      );
    else if (isWritten) fixed.push({ file: one.file, shown, before: read.text, after, applied });
    else if (after !== read.text)
      report(`Cannot fix ${shown}: it is not UTF-8, so that writing it would change other bytes.`);
    const document = isWritten ? { ...read, text: after } : read;
    const left = checkDocument({ kind: one.kind, shown, document }, context);
    remaining.push(...left.findings);
    problems.push(...left.failures.map((failure) => ({ ...failure, isNamed: false })));
  }
  const unwritten = input.write ? await writeAll(fixed) : [];
  problems.push(...unwritten.map(({ problem }) => problem));
  const files = fixed
    .filter((one) => !unwritten.some(({ text }) => text === one))
    .map(({ shown, before, after, applied }) => ({
      file: shown,
      applied: applied.map(maskCredentials),
      diff: patch(shown, before, after),
    }));
  return { files, remaining, problems };
}

/** A document that its tool cannot read stays as it is. */
function fixedText(
  { text, problem }: DecodedDocument,
  input: FixInput,
  context: RuleContext,
): { readonly after: string; readonly applied: readonly string[]; readonly isSettled: boolean } {
  if (problem !== null) return { after: text, applied: [], isSettled: true };
  const result = fixAll(text, {
    ...context,
    unsafe: input.unsafe,
    ...(input.rules ? { only: input.rules } : {}),
  });
  const { applied, isSettled } = result;
  return { after: likeBefore(text, result.text), applied, isSettled };
}

async function writeAll(
  fixed: readonly FixedText[],
): Promise<readonly { readonly text: FixedText; readonly problem: RunProblem }[]> {
  const unwritten: { readonly text: FixedText; readonly problem: RunProblem }[] = [];
  for (const text of fixed) {
    const written = await writeFileAtomically(text.file, text.after, { likeBefore: true });
    if (written.kind === 'written') continue;
    // A fix that was asked for and not made is no success, however the file was found.
    unwritten.push({
      text,
      problem: { file: text.shown, message: written.message, isNamed: true },
    });
  }
  return unwritten;
}

/** What could not be decoded shows as this character, and would be written as it. */
function isWhole(text: string): boolean {
  return !text.includes('\uFFFD');
}

/** A patch that `git apply` takes: the library puts a line and tabs of its own into the head. */
function patch(file: string, before: string, after: string): string {
  const text = createTwoFilesPatch('a', 'b', before, after, '', '', { context: 3 });
  const hunks = text.slice(text.indexOf('\n@@ ') + 1);
  return `--- a/${file}\n+++ b/${file}\n${hunks}`;
}
