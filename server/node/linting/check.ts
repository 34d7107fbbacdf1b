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
import type { Rule } from '../../core/lint/model.ts';
import type { Finding } from '../../protocol/report.ts';
import { readDocument, relativePath } from '../files/index.ts';
import { checkDocument, type RuleSettings } from './check-document.ts';
import { contextForRules, type ImagesForRules } from './context-for-rules.ts';
import { installedBy, projectAround } from './installed-by.ts';
import { locateFiles, type LocatedFile } from './locate-files.ts';
import type { RunProblem } from './problems.ts';

export interface CheckInput {
  /** Files and folders, absolute or relative to `cwd`; `-` is the standard input. */
  readonly paths: readonly string[];
  readonly cwd: string;
  /** The kind of the files that are named, whatever they are called. */
  readonly as?: DocumentKindId;
  /** Asked for only where a path is `-`. */
  readonly stdin?: () => Promise<string>;
  readonly ruleSettings?: RuleSettings;
  /** The rules that run; all of them where it is absent. */
  readonly ruleSet?: readonly Rule[];
  /** Tells of base images; absent where nobody may be asked. */
  readonly images?: ImagesForRules;
}

export interface CheckAnswer {
  readonly findings: readonly Finding[];
  /** The files that were looked at. */
  readonly files: readonly string[];
  readonly problems: readonly RunProblem[];
}

/** The name of the standard input in a report. */
const STDIN = '<stdin>';

/** It counts as a Dockerfile of the working directory, so that what it installs is found as for any other. */
const PIPED_NAME = 'stdin.Dockerfile';

export async function checkFiles(input: CheckInput): Promise<CheckAnswer> {
  const { cwd } = input;
  const findings: Finding[] = [];
  const files: string[] = [];
  const isPiped = input.paths.includes('-');
  const paths = input.paths.filter((one) => one !== '-');
  const piped = isPiped ? ((await input.stdin?.()) ?? '') : undefined;
  const pipedFile = path.join(cwd, PIPED_NAME);
  const places = [cwd, ...paths.map((one) => path.resolve(cwd, one))];
  const project = projectAround(places, cwd, (file) => (file === pipedFile ? piped : undefined));
  const located =
    isPiped && paths.length === 0
      ? { files: [], problems: [] }
      : await locateFiles({ paths, cwd, as: input.as ?? null, project });
  const problems: RunProblem[] = [...located.problems];
  // It grows by the requirements files that the Dockerfiles install.
  const queue = new Map(located.files.map((one) => [one.file, one]));
  if (isPiped) await checkStdin();
  for (const one of queue.values()) {
    const shown = relativePath(cwd, one.file);
    const read = await readDocument(one.file, one.kind, shown);
    if (read.kind === 'problem') {
      problems.push({ file: shown, message: read.message, isNamed: one.isNamed });
      continue;
    }
    await checkOne(one, shown, read);
  }
  return { findings, files, problems };

  async function checkStdin(): Promise<void> {
    const kind = KINDS.find(({ id }) => id === input.as) ?? dockerfileKind;
    const document = { text: piped ?? '', encoding: 'utf-8', problem: null };
    await checkOne({ file: pipedFile, kind }, STDIN, document);
  }

  async function checkOne(
    { file, kind }: Pick<LocatedFile, 'file' | 'kind'>,
    shown: string,
    document: DecodedDocument,
  ): Promise<void> {
    const context = await contextForRules(input, { file, kind, document, project, cwd }, problems);
    const checked = checkDocument({ kind, shown, document, cwd, textOf: project.text }, context);
    files.push(shown);
    findings.push(...checked.findings);
    problems.push(...checked.failures.map((one) => ({ ...one, isNamed: false })));
    if (checked.model === null) return;
    for (const installed of await installedBy(project, file)) {
      const known = queue.get(installed);
      if (known === undefined)
        queue.set(installed, { file: installed, kind: requirementsKind, isNamed: false });
    }
  }
}
