/** The findings of a run as they are gathered: with what baselines know them by, and those of the configurations. */
import type { Finding } from '../../protocol/report.ts';
import { configKind } from '../../core/documents/index.ts';
import type { Problem } from '../../core/text/span.ts';
import { relativePath } from '../files/index.ts';
import type { Project, ProjectConfig } from '../project/index.ts';
import { checkDocument, type CheckedDocument } from './check-document.ts';
import {
  createKnownFilter,
  writeBaseline,
  type BaselineToWrite,
  type PlacedIdentity,
} from './known-findings.ts';
import type { RunProblem } from './problems.ts';

export interface RunFindings {
  readonly findings: readonly Finding[];
  /** `file`: the one that was checked, absolute. */
  readonly add: (file: string, checked: Pick<CheckedDocument, 'findings'>) => void;
  /** Those that no baseline knows; `named`: the baseline of the command line, absolute. */
  readonly withoutKnown: (
    findings: readonly Finding[],
    named: string | null,
  ) => { readonly findings: readonly Finding[]; readonly problems: readonly string[] };
  /** Null where it was written, else why it was not. */
  readonly writeBaseline: (
    file: string,
    findings: readonly Finding[],
    wasLookedFor: BaselineToWrite['wasLookedFor'],
  ) => Promise<string | null>;
}

interface Origin {
  /** The one that was checked. */
  readonly file: string;
  readonly identity: () => PlacedIdentity;
}

export function createRunFindings(project: Project, cwd: string): RunFindings {
  const findings: Finding[] = [];
  const origins = new Map<Finding, Origin>();
  return {
    findings,
    add: (file, checked) => {
      for (const { finding, identity } of checked.findings) {
        findings.push(finding);
        origins.set(finding, { file, identity });
      }
    },
    withoutKnown: (all, named) => {
      const { isKnown, problems } = createKnownFilter({ project, named, cwd });
      const unknown = all.filter((one) => {
        const origin = origins.get(one);
        return origin === undefined || !isKnown(origin.identity, origin.file);
      });
      return { findings: unknown, problems: problems() };
    },
    writeBaseline: async (file, all, wasLookedFor) => {
      const identities = all.flatMap((one) => origins.get(one)?.identity() ?? []);
      const failure = await writeBaseline({ file, findings: identities, wasLookedFor, cwd });
      if (failure === null) project.changed([file]);
      return failure;
    },
  };
}

/** What is wrong with the configurations that count for these files; each is told once. */
export async function checkConfigs(
  project: Project,
  files: readonly string[],
  cwd: string,
): Promise<readonly { readonly file: string; readonly checked: CheckedDocument }[]> {
  const configs = new Map<string, ProjectConfig>();
  for (const one of files)
    for (const config of project.configsAbove(one)) configs.set(config.file, config);
  const checked = [...configs.values()].map(async (config) => {
    const { file, text } = config;
    const document = { text, encoding: 'utf-8', problem: null } as const;
    const shown = relativePath(cwd, file);
    const input = { kind: configKind, file, shown, document, cwd, textOf: project.text };
    const configProblems = await allConfigProblems(project, config);
    return { file, checked: checkDocument({ ...input, configProblems }, { file }) };
  });
  return Promise.all(checked);
}

/** Those of a configuration that is none are no problems. */
export async function allConfigProblems(
  project: Project,
  config: ProjectConfig | null,
): Promise<readonly Problem[]> {
  if (config === null) return [];
  return [...project.configProblems(config), ...(await project.namedBuildProblems(config))];
}

/** A file that was found and not looked at. */
export interface ExcludedFile {
  /** Absolute. */
  readonly file: string;
  /** The configuration, as a report names it. */
  readonly by: string;
}

/** Null where no configuration excludes the file. */
export function exclusionOf(
  project: Pick<Project, 'excluderOf'>,
  file: string,
  cwd: string,
): ExcludedFile | null {
  const excluder = project.excluderOf(file);
  return excluder && { file, by: relativePath(cwd, excluder.file) };
}

/** Says of a file that was named and is not looked at who leaves it out. */
export function saidExclusion(
  { file, by }: ExcludedFile,
  isNamed: boolean,
  cwd: string,
): readonly RunProblem[] {
  if (!isNamed) return [];
  const shown = relativePath(cwd, file);
  return [{ file: shown, message: `${shown} is left out: ${by} excludes it.`, isNamed: false }];
}
