/** Findings of Dockerfiles and of the requirements files that they install. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { analyze, type AnalysisFinding, type AnalyzeInput } from '../../core/analyze.ts';
import { installedRequirements } from '../../core/installed-requirements.ts';
import { findingReport, rangeOfSpan } from '../../core/report/finding-report.ts';
import { parseRequirements } from '../../core/syntax/requirements/index.ts';
import { lineIndex } from '../../core/text/lines.ts';
import type { Finding } from '../../protocol/report.ts';
import { errorText, findDockerfiles, isDockerfileName, relativePath } from '../files/index.ts';

export interface CheckInput {
  /** Files and folders, absolute or relative to `cwd`. */
  readonly paths: readonly string[];
  readonly cwd: string;
  readonly ruleSettings?: NonNullable<AnalyzeInput['ruleSettings']>;
}

export type CheckAnswer =
  | {
      readonly kind: 'findings';
      readonly findings: readonly Finding[];
      readonly files: readonly string[];
    }
  | { readonly kind: 'problem'; readonly message: string };

export async function checkFiles(input: CheckInput): Promise<CheckAnswer> {
  const located = await locateFiles(input.paths, input.cwd);
  if (located.kind === 'problem') return located;
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (const file of located.files) {
    const text = await readFile(file, 'utf8').catch((error: unknown) => errorText(error));
    if (!isDockerfileName(path.basename(file)) && !located.named.has(file)) continue;
    const requirements = isRequirements(file)
      ? [file]
      : await checkDockerfile(file, text, input, findings);
    for (const one of requirements) {
      if (seen.has(one)) continue;
      seen.add(one);
      findings.push(...(await checkRequirements(one, input.cwd)));
    }
  }
  return { kind: 'findings', findings, files: located.files };
}

/** Adds the file's findings; gives the requirements files that it installs from its own folder. */
async function checkDockerfile(
  file: string,
  text: string,
  input: CheckInput,
  findings: Finding[],
): Promise<readonly string[]> {
  const analysis = analyze({
    text,
    ...(input.ruleSettings ? { ruleSettings: input.ruleSettings } : {}),
  });
  const index = lineIndex(text);
  const shown = relativePath(input.cwd, file);
  findings.push(
    ...analysis.findings.map((one: AnalysisFinding) => findingReport(shown, index, one)),
  );
  const candidates = installedRequirements(analysis)
    .map((one) => one.contextPath)
    .filter((one) => one !== null)
    .map((one) => path.resolve(path.dirname(file), one));
  const present = await Promise.all(candidates.map(isFile));
  return candidates.filter((_, at) => present[at]);
}

async function checkRequirements(file: string, cwd: string): Promise<readonly Finding[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const index = lineIndex(text);
  return parseRequirements(text).problems.map((problem) => ({
    rule: 'syntax',
    severity: problem.severity,
    message: problem.message,
    file: relativePath(cwd, file),
    range: rangeOfSpan(index, problem.span),
    related: [],
    docs: '',
    fixes: [],
  }));
}

export type LocatedFiles =
  | {
      readonly kind: 'files';
      readonly files: readonly string[];
      /** Files that were named themselves: they are read whatever they are called. */
      readonly named: ReadonlySet<string>;
    }
  | { readonly kind: 'problem'; readonly message: string };

export async function locateFiles(paths: readonly string[], cwd: string): Promise<LocatedFiles> {
  const files: string[] = [];
  const named = new Set<string>();
  for (const given of paths.length === 0 ? ['.'] : paths) {
    const file = path.resolve(cwd, given);
    const found = await stat(file).catch(() => null);
    if (found === null) {
      return { kind: 'problem', message: `There is no file or folder "${given}". Check the path.` };
    }
    if (!found.isDirectory()) {
      files.push(file);
      named.add(file);
      continue;
    }
    const inside = await findDockerfiles(file);
    if (inside.length === 0 && paths.length > 0) {
      return {
        kind: 'problem',
        message: `There is no Dockerfile in "${given}". Name the file itself where it is called otherwise.`,
      };
    }
    files.push(...inside);
  }
  return { kind: 'files', files: [...new Set(files)], named };
}

export function isRequirements(file: string): boolean {
  return /\.(?:txt|in)$/.test(file);
}

async function isFile(file: string): Promise<boolean> {
  return (await stat(file).catch(() => null))?.isFile() ?? false;
}
