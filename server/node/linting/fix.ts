/** Applies fixes until none is left. A file is written whole or not at all, and so are all files of one fix. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createTwoFilesPatch } from 'diff';
import type { RuleContext } from '../../core/lint/lint.ts';
import { RULES } from '../../core/lint/registry.ts';
import {
  dockerfileKind,
  requirementsKind,
  type DocumentKindId,
} from '../../core/documents/index.ts';
import { maskCredentials } from '../../core/text/mask.ts';
import type { Finding, FixedFile } from '../../protocol/report.ts';
import {
  isAbsent,
  readDocument,
  relativePath,
  writeFilesTogether,
  type FileChange,
} from '../files/index.ts';
import type { ChosenConfig, Project } from '../project/index.ts';
import { brokenConfigs, hasBrokenConfig } from './broken-config.ts';
import { checkDocument } from './check-document.ts';
import { contextForRules, type RulesOfRun } from './context-for-rules.ts';
import { fixInRounds, type DocumentToFix } from './fix-rounds.ts';
import { installedBy, projectAround } from './installed-by.ts';
import { locateFiles, type LocatedFile } from './locate-files.ts';
import {
  checkConfigs,
  createRunFindings,
  exclusionOf,
  saidExclusion,
  type ExcludedFile,
} from './run-findings.ts';
import type { RunProblem } from './problems.ts';

export interface FixInput extends RulesOfRun {
  readonly paths: readonly string[];
  readonly cwd: string;
  /** In place of the configurations that are found. */
  readonly config?: ChosenConfig;
  /** The kind of the files that are named, whatever they are called. */
  readonly as?: DocumentKindId;
  /** Only these rules; all where absent. */
  readonly rules?: readonly string[];
  /** Fixes that want a review are applied too. */
  readonly unsafe: boolean;
  readonly write: boolean;
}

export interface FixAnswer {
  readonly files: readonly FixedFile[];
  /** Where nothing was looked at, the files that were found. */
  readonly excluded: readonly ExcludedFile[];
  readonly remaining: readonly Finding[];
  readonly problems: readonly RunProblem[];
}

/** Reads and fixes all before it writes any. What cannot be read or written is a problem, and the others are fixed. */
export async function fixFiles(input: FixInput): Promise<FixAnswer> {
  const { cwd } = input;
  const texts = new Map<string, string>();
  const places = [cwd, ...input.paths.map((one) => path.resolve(cwd, one))];
  const project = projectAround(places, { ...input, openText: (file) => texts.get(file) });
  const located = await locateFiles({ paths: input.paths, cwd, as: input.as ?? null, project });
  const problems: RunProblem[] = [...located.problems];
  const documents: DocumentToFix[] = [];
  const excluded: ExcludedFile[] = [];
  for (const one of await withInstalled(located.files, project, input)) {
    const exclusion = exclusionOf(project, one.file, cwd);
    if (exclusion !== null) {
      excluded.push(exclusion);
      problems.push(...saidExclusion(exclusion, one.isNamed, cwd));
      continue;
    }
    const shown = relativePath(cwd, one.file);
    const read = await readDocument(one.file, one.kind, shown);
    if (read.kind === 'text') documents.push({ ...one, read });
    else problems.push({ file: shown, message: read.message, isNamed: one.isNamed });
  }
  const configured = [...documents, ...excluded].map(({ file }) => file);
  problems.push(...brokenConfigs(project, configured, cwd));
  const said = new Set<string>();
  const contextOf = async ({ file, kind, read }: DocumentToFix): Promise<RuleContext> => {
    const unsaid: RunProblem[] = [];
    const context = await contextForRules(
      input,
      { file, kind, document: read, project, cwd },
      unsaid,
    );
    // The same is said in each round.
    problems.push(...unsaid.filter(({ message }) => !said.has(message) && said.add(message)));
    return context;
  };
  const {
    applied,
    groups,
    left: unfixed,
  } = await fixInRounds({
    documents: documents.filter(({ file }) => !hasBrokenConfig(project, file)),
    ...{ contextOf, project, texts, unsafe: input.unsafe },
    ...(input.rules ? { only: input.rules } : {}),
  });
  for (const { file, isNamed } of documents) {
    const why = unfixed.get(file);
    const shown = relativePath(cwd, file);
    if (why !== undefined) problems.push({ file: shown, message: WHY_LEFT[why](shown), isNamed });
  }
  const left = createRunFindings(project, cwd);
  for (const one of documents) {
    const { file, kind, read } = one;
    const shown = relativePath(cwd, file);
    const document = { ...read, text: texts.get(file) ?? read.text };
    const checked = checkDocument(
      { kind, file, shown, document, cwd, textOf: project.text },
      await contextOf(one),
    );
    left.add(file, checked);
    problems.push(...checked.failures.map((failure) => ({ ...failure, isNamed: false })));
  }
  const files: FixedFile[] = [];
  for (const group of inOrder(groups, documents)) {
    const changes = group.flatMap((file): FileChange[] => {
      const text = texts.get(file);
      return text === undefined ? [] : [{ file, text }];
    });
    const diffs = changes.map((change) => diffOf(change, cwd));
    const problem = input.write ? await writeTogether(changes) : null;
    // A fix that was asked for and not made is no success, however the file was found.
    if (problem !== null) problems.push({ ...problem, isNamed: true });
    else
      files.push(
        ...changes.map(({ file }, at) => ({
          file: relativePath(cwd, file),
          applied: (applied.get(file) ?? []).map(maskCredentials),
          diff: diffs[at] ?? '',
        })),
      );
  }
  for (const { file, checked } of await checkConfigs(project, configured, cwd))
    left.add(file, checked);
  const { findings: remaining, problems: unread } = left.withoutKnown(left.findings, null);
  problems.push(...unread.map((message) => ({ message, isNamed: false })));
  return { files, excluded: documents.length === 0 ? excluded : [], remaining, problems };

  async function writeTogether(
    changes: readonly FileChange[],
  ): Promise<Omit<RunProblem, 'isNamed'> | null> {
    const written = await writeFilesTogether(changes);
    if (written.kind === 'written') return null;
    return { file: relativePath(cwd, written.path), message: written.message };
  }
}

const WHY_LEFT = {
  unsettled: (shown: string) =>
    `${shown} stays as it is: its fixes undo each other. That is a bug of Layer Forecast; please report it with the file.`,
  'other-encoding': (shown: string) =>
    `Cannot fix ${shown}: it is not UTF-8, so that writing it would change other bytes.`,
} as const;

/** The documents of the kinds that have rules; of those that are found by their Dockerfiles, too. */
async function withInstalled(
  located: readonly LocatedFile[],
  project: Project,
  { ruleSet = RULES }: FixInput,
): Promise<readonly LocatedFile[]> {
  const subjects = new Set<string>(ruleSet.map(({ subject }) => subject ?? dockerfileKind.id));
  const files = new Map(located.map((one) => [one.file, one]));
  if (subjects.has(requirementsKind.id))
    for (const { file, kind } of located)
      if (kind.id === dockerfileKind.id)
        for (const installed of await installedBy(project, file))
          if (!files.has(installed))
            files.set(installed, { file: installed, kind: requirementsKind, isNamed: false });
  return [...files.values()].filter(({ kind }) => subjects.has(kind.id));
}

/** By the first document of each group, and in a group the documents first. */
function inOrder(
  groups: readonly (readonly string[])[],
  documents: readonly DocumentToFix[],
): readonly (readonly string[])[] {
  const order = new Map(documents.map(({ file }, at) => [file, at]));
  const rank = (file: string): number => order.get(file) ?? documents.length;
  const sorted = groups.map((group) => [...group].sort((a, b) => rank(a) - rank(b)));
  return sorted.sort(([a = ''], [b = '']) => rank(a) - rank(b));
}

/** A patch that `git apply` takes: the library puts a line and tabs of its own into the head. */
function diffOf({ file, text }: FileChange, cwd: string): string {
  const before = isAbsent(file) ? null : readFileSync(file, 'utf8');
  const patch = createTwoFilesPatch('a', 'b', before ?? '', text, '', '', { context: 3 });
  const hunks = patch.slice(patch.indexOf('\n@@ ') + 1);
  const shown = relativePath(cwd, file);
  return `--- ${before === null ? '/dev/null' : `a/${shown}`}\n+++ b/${shown}\n${hunks}`;
}
