/** Applies fixes to Dockerfiles until none is left. Files are written whole or not at all. */
import { readFile } from 'node:fs/promises';
import { createTwoFilesPatch } from 'diff';
import { analyze, fixAll, type AnalyzeInput } from '../../core/analyze.ts';
import { findingReport } from '../../core/report/finding-report.ts';
import { lineIndex } from '../../core/text/lines.ts';
import type { Finding, FixedFile } from '../../protocol/report.ts';
import { relativePath, writeFileAtomically } from '../files/index.ts';
import { isRequirements, locateFiles } from './check.ts';

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

export async function fixFiles(input: FixInput): Promise<FixAnswer> {
  const located = await locateFiles(input.paths, input.cwd);
  if (located.kind === 'problem') return located;
  const settings = input.ruleSettings ? { ruleSettings: input.ruleSettings } : {};
  const files: FixedFile[] = [];
  const remaining: Finding[] = [];
  for (const file of located.files.filter((one) => !isRequirements(one))) {
    const before = await readFile(file, 'utf8');
    const { text, applied } = fixAll(before, {
      ...settings,
      unsafe: input.unsafe,
      ...(input.rules ? { only: input.rules } : {}),
    });
    const shown = relativePath(input.cwd, file);
    if (text !== before) {
      if (input.write) {
        const written = await writeFileAtomically(file, text, { likeBefore: true });
        if (written.kind !== 'written') return { kind: 'problem', message: written.message };
      }
      files.push({
        file: shown,
        applied,
        diff: patch(shown, before, text),
      });
    }
    const index = lineIndex(text);
    remaining.push(
      ...analyze({ text, ...settings }).findings.map((one) => findingReport(shown, index, one)),
    );
  }
  return { kind: 'fixed', files, remaining };
}

/** A patch that `git apply` takes; the library's line of equal signs is left out. */
function patch(file: string, before: string, after: string): string {
  const text = createTwoFilesPatch(`a/${file}`, `b/${file}`, before, after, '', '', { context: 3 });
  return text.slice(text.indexOf('--- ')).replace(/^(--- .*|\+\+\+ .*)\t$/gm, '$1');
}
