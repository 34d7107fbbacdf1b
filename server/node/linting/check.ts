/**
 * Findings of Dockerfiles and of the requirements files that they install. No process runs, so that the answer is the
 * same on every machine, and a file that cannot be read costs its own findings only.
 */
import path from 'node:path';
import {
  dockerfileKind,
  KINDS,
  requirementsKind,
  type DecodedDocument,
  type DocumentKindId,
} from '../../core/documents/index.ts';
import { isAbsent, isInside, readDocument, relativePath } from '../files/index.ts';
import type { ChosenConfig } from '../project/index.ts';
import { checkDocument } from './check-document.ts';
import { contextForRules, type RulesOfRun } from './context-for-rules.ts';
import { installedBy, projectAround } from './installed-by.ts';
import { hasNoRules, kindOfText, locateFiles, noRules, type LocatedFile } from './locate-files.ts';
import type { RunProblem } from './problems.ts';
import {
  allConfigProblems,
  checkConfigs,
  createRunFindings,
  exclusionOf,
  saidExclusion,
  type ExcludedFile,
  type RunFindings,
} from './run-findings.ts';

export interface CheckInput extends RulesOfRun {
  /** Files and folders, absolute or relative to `cwd`; `-` is the standard input. */
  readonly paths: readonly string[];
  readonly cwd: string;
  /** In place of the configurations that are found. */
  readonly config?: ChosenConfig;
  /** The kind of the files that are named, whatever they are called. */
  readonly as?: DocumentKindId;
  /** Asked for only where a path is `-`. */
  readonly stdin?: () => Promise<string>;
  /** The file that the standard input is the text of, absolute or relative to `cwd`. */
  readonly stdinName?: string;
}

export interface CheckAnswer extends Omit<RunFindings, 'add'> {
  /** The files that were looked at. */
  readonly files: readonly string[];
  /** Those that were found and not looked at. */
  readonly excluded: readonly ExcludedFile[];
  /** Whether all findings in an absolute file are in the answer: it was looked at, or is not there. */
  readonly isCovered: (file: string) => boolean;
  readonly problems: readonly RunProblem[];
}

/** The name of the standard input in a report. */
const STDIN = '<stdin>';

/** Without a name it counts as a Dockerfile of the working directory, so that what it installs is found as for any other. */
const PIPED_NAME = 'stdin.Dockerfile';

export async function checkFiles(input: CheckInput): Promise<CheckAnswer> {
  const { cwd } = input;
  const files: string[] = [];
  const isPiped = input.paths.includes('-');
  const paths = input.paths.filter((one) => one !== '-');
  const piped = isPiped ? ((await input.stdin?.()) ?? '') : undefined;
  const pipedFile = path.resolve(cwd, input.stdinName ?? PIPED_NAME);
  const named = [...paths, ...(isPiped ? [pipedFile] : [])];
  const places = [cwd, ...named.map((one) => path.resolve(cwd, one))];
  const project = projectAround(places, {
    ...input,
    openText: (file) => (file === pipedFile ? piped : undefined),
  });
  const located =
    isPiped && paths.length === 0
      ? { files: [], problems: [] }
      : await locateFiles({ paths, cwd, as: input.as ?? null, project });
  const problems: RunProblem[] = [...located.problems];
  const found = createRunFindings(project, cwd);
  const checkedFiles: string[] = [];
  const excluded: ExcludedFile[] = [];
  // It grows by the requirements files that the Dockerfiles install.
  const queue = new Map(located.files.map((one) => [one.file, one]));
  if (isPiped) await checkStdin();
  for (const one of queue.values()) {
    if (isPiped && one.file === pipedFile) continue;
    if (isLeftOut(one)) continue;
    const shown = relativePath(cwd, one.file);
    const read = await readDocument(one.file, one.kind, shown);
    if (read.kind === 'problem') {
      problems.push({ file: shown, message: read.message, isNamed: one.isNamed });
      continue;
    }
    await checkOne(one, shown, read);
  }
  const configured = [...checkedFiles, ...excluded.map(({ file }) => file)];
  for (const { file, checked } of await checkConfigs(project, configured, cwd))
    if (!checkedFiles.includes(file)) found.add(file, checked);
  return { ...found, files, excluded, problems, isCovered };

  function isCovered(file: string): boolean {
    if (checkedFiles.includes(file) || isAbsent(file)) return true;
    const searched = isPiped && paths.length === 0 ? [] : searchedPlaces(paths);
    const isOpen = problems.some((one) => one.file && isInside(path.resolve(cwd, one.file), file));
    return !isOpen && searched.some((place) => isInside(place, file));
  }

  function searchedPlaces(given: readonly string[]): readonly string[] {
    return given.length === 0 ? [cwd] : given.map((one) => path.resolve(cwd, one));
  }

  async function checkStdin(): Promise<void> {
    const isNamed = input.stdinName !== undefined;
    const text = piped ?? '';
    const kind =
      KINDS.find(({ id }) => id === input.as) ??
      (isNamed ? await kindOfText(pipedFile, text, project) : dockerfileKind);
    const shown = isNamed ? relativePath(cwd, pipedFile) : STDIN;
    if (hasNoRules(kind)) {
      problems.push({ file: shown, message: noRules(shown, kind), isNamed: true });
      return;
    }
    const file = { file: pipedFile, kind, isNamed };
    if (isNamed && isLeftOut(file)) return;
    await checkOne(file, shown, { text, encoding: 'utf-8', problem: null });
  }

  function isLeftOut({ file, isNamed }: LocatedFile): boolean {
    const exclusion = exclusionOf(project, file, cwd);
    if (exclusion === null) return false;
    excluded.push(exclusion);
    problems.push(...saidExclusion(exclusion, isNamed, cwd));
    return true;
  }

  async function checkOne(
    { file, kind }: Pick<LocatedFile, 'file' | 'kind'>,
    shown: string,
    document: DecodedDocument,
  ): Promise<void> {
    const given = await contextForRules(input, { file, kind, document, project, cwd }, problems);
    // Without a name, the standard input is at no path that could be excluded.
    const context = { ...given, isExcluded: false };
    const model = kind.id === 'dockerfile' ? await project.model(file) : null;
    const config =
      kind.id === 'config'
        ? { configProblems: await allConfigProblems(project, project.configAt(file)) }
        : {};
    const checked = checkDocument(
      { kind, file, shown, document, model, cwd, textOf: project.text, ...config },
      context,
    );
    files.push(shown);
    checkedFiles.push(file);
    found.add(file, checked);
    problems.push(...checked.failures.map((one) => ({ ...one, isNamed: false })));
    if (checked.model === null) return;
    for (const installed of await installedBy(project, file)) {
      const known = queue.get(installed);
      if (known === undefined)
        queue.set(installed, { file: installed, kind: requirementsKind, isNamed: false });
    }
  }
}
