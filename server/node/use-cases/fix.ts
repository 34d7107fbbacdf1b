/** Applies fixes to Dockerfiles until none is left. Files are written whole or not at all. */
import { createTwoFilesPatch } from 'diff';
import { analyze, fixAll, type AnalyzeInput } from '../../core/analyze.ts';
import { findingReport } from '../../core/report/finding-report.ts';
import { lineIndex } from '../../core/text/lines.ts';
import type { Finding, FixedFile } from '../../protocol/report.ts';
import { likeBefore, relativePath, writeFileAtomically } from '../files/index.ts';
import { isRequirements, locateFiles, readText } from './check.ts';

export interface FixInput {
  readonly paths: readonly string[];
  readonly cwd: string;
  /** Only these rules; all where absent. */
  readonly rules?: readonly string[];
  /** Fixes that want a review are applied too. */
  readonly unsafe: boolean;
  readonly write: boolean;
  readonly ruleSettings?: NonNullable<AnalyzeInput['ruleSettings']>;
}

export type FixAnswer =
  | {
      readonly kind: 'fixed';
      readonly files: readonly FixedFile[];
      readonly remaining: readonly Finding[];
    }
  | { readonly kind: 'problem'; readonly message: string };

interface FixedText {
  readonly file: string;
  readonly shown: string;
  readonly before: string;
  readonly after: string;
  readonly applied: readonly string[];
}

/** Reads and fixes all before it writes any: a file that cannot be read leaves the others as they are. */
export async function fixFiles(input: FixInput): Promise<FixAnswer> {
  const located = await locateFiles(input.paths, input.cwd);
  if (located.kind === 'problem') return located;
  const settings = input.ruleSettings ? { ruleSettings: input.ruleSettings } : {};
  const fixed: FixedText[] = [];
  const remaining: Finding[] = [];
  for (const file of located.files.filter((one) => !isRequirements(one))) {
    const read = await readText(file, input.cwd);
    if (read.kind === 'problem') return read;
    const before = read.text;
    const shown = relativePath(input.cwd, file);
    const { text, applied } = fixAll(before, {
      ...settings,
      unsafe: input.unsafe,
      ...(input.rules ? { only: input.rules } : {}),
    });
    const after = likeBefore(before, text);
    if (after !== before) {
      if (!isWhole(before))
        return { kind: 'problem', message: `${shown} is not UTF-8: a fix would damage it.` };
      fixed.push({ file, shown, before, after, applied });
    }
    const index = lineIndex(after);
    const { findings } = analyze({ text: after, ...settings });
    remaining.push(...findings.map((one) => findingReport(shown, index, one)));
  }
  for (const { file, after } of input.write ? fixed : []) {
    const written = await writeFileAtomically(file, after, { likeBefore: true });
    if (written.kind !== 'written') return { kind: 'problem', message: written.message };
  }
  return {
    kind: 'fixed',
    files: fixed.map(({ shown, before, after, applied }) => ({
      file: shown,
      applied,
      diff: patch(shown, before, after),
    })),
    remaining,
  };
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
