/** Findings of Dockerfiles and of the requirements files that they install. */
import { statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { analyze, type AnalyzeInput } from '../../core/analyze.ts';
import { installedRequirements } from '../../core/installed-requirements.ts';
import { findingReport, rangeOfSpan } from '../../core/report/finding-report.ts';
import { parseRequirements } from '../../core/syntax/requirements/index.ts';
import { lineIndex } from '../../core/text/lines.ts';
import type { Finding } from '../../protocol/report.ts';
import {
  contextSetting,
  errorText,
  findDockerfiles,
  isDockerfileName,
  relativePath,
} from '../files/index.ts';

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
      /** The files that were looked at. */
      readonly files: readonly string[];
      /** Rules that broke, a sentence each: their silence is no good news. */
      readonly failures: readonly string[];
    }
  | { readonly kind: 'problem'; readonly message: string };

export async function checkFiles(input: CheckInput): Promise<CheckAnswer> {
  const located = await locateFiles(input.paths, input.cwd);
  if (located.kind === 'problem') return located;
  const findings: Finding[] = [];
  const failures: string[] = [];
  const files = new Set(located.files);
  // The set grows by the requirements files that the Dockerfiles install.
  for (const file of files) {
    const read = await readText(file, input.cwd);
    if (read.kind === 'problem') return read;
    if (isRequirements(file)) {
      findings.push(...requirementsFindings(file, read.text, input.cwd));
      continue;
    }
    const context = (await contextSetting(file)) ?? path.dirname(file);
    const checked = checkDockerfile({ file, context, text: read.text }, input);
    findings.push(...checked.findings);
    failures.push(...checked.failures);
    for (const installed of checked.installs) files.add(installed);
  }
  return { kind: 'findings', findings, files: [...files], failures };
}

interface CheckedDockerfile {
  readonly findings: readonly Finding[];
  readonly failures: readonly string[];
  /** The requirements files of the context that it installs. */
  readonly installs: readonly string[];
}

interface DockerfileToCheck {
  readonly file: string;
  readonly context: string;
  readonly text: string;
}

function checkDockerfile(
  { file, context, text }: DockerfileToCheck,
  input: CheckInput,
): CheckedDockerfile {
  const analysis = analyze({
    text,
    ...(input.ruleSettings ? { ruleSettings: input.ruleSettings } : {}),
  });
  const index = lineIndex(text);
  const shown = relativePath(input.cwd, file);
  const inContext = (one: string) => path.resolve(context, one);
  const installs = installedRequirements(analysis, { exists: (one) => isFile(inContext(one)) });
  return {
    findings: analysis.findings.map((one) => findingReport(shown, index, one)),
    failures: analysis.failures.map(
      ({ rule, message }) => `The rule ${rule} broke on ${shown}: ${message}.`,
    ),
    installs: installs
      .map((one) => one.contextPath)
      .filter((one) => one !== null)
      .map(inContext)
      .filter((one) => isRequirements(one) && isFile(one)),
  };
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

function requirementsFindings(file: string, text: string, cwd: string): readonly Finding[] {
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

export type ReadText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'problem'; readonly message: string };

export async function readText(file: string, cwd: string): Promise<ReadText> {
  try {
    return { kind: 'text', text: await readFile(file, 'utf8') };
  } catch (error) {
    return {
      kind: 'problem',
      message: `Cannot read ${relativePath(cwd, file)}: ${errorText(error)}.`,
    };
  }
}

export type LocatedFiles =
  | { readonly kind: 'files'; readonly files: readonly string[] }
  | { readonly kind: 'problem'; readonly message: string };

export async function locateFiles(paths: readonly string[], cwd: string): Promise<LocatedFiles> {
  const files: string[] = [];
  for (const given of paths.length === 0 ? ['.'] : paths) {
    const file = path.resolve(cwd, given);
    const found = await stat(file).catch(() => null);
    if (found === null) {
      return { kind: 'problem', message: `There is no file or folder "${given}". Check the path.` };
    }
    if (!found.isDirectory()) {
      files.push(file);
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
  return { kind: 'files', files: [...new Set(files)] };
}

/** By name, as pip's users call them; whatever else is named on the command line is read as a Dockerfile. */
export function isRequirements(file: string): boolean {
  return /\.(?:txt|in)$/.test(file) && !isDockerfileName(path.basename(file));
}
