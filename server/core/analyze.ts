/**
 * From a Dockerfile's text to its findings, and from findings to a text without them. The one entry to the rules for
 * the command line and the language server alike.
 */
import { stageViews } from './plan/stage-views.ts';
import type { SeenImages } from './images/image-facts.ts';
import type { Plan } from './plan/model.ts';
import { mountTargetProblems } from './rules/cache-mount/mount-targets.ts';
import type { CacheUser } from './rules/cache-mount/cache-users.ts';
import { frontendTooOld } from './rules/frontend-too-old.ts';
import type { BuildFiles } from './invocations/source-faults.ts';
import type { InstructionView, Rule, RuleFix, StageView } from './rules/model.ts';
import { RULES, rulePage } from './rules/registry.ts';
import {
  namedFrontend,
  newerSyntax,
  parseDockerfile,
  readCommand,
  TEMPLATE_MESSAGE,
  templateMark,
} from './syntax/dockerfile/index.ts';
import type { Command, Dockerfile } from './syntax/dockerfile/model.ts';
import type { RequirementsFile } from './syntax/requirements/model.ts';
import { applyEdits, editsConflict, type TextEdit } from './text/edits.ts';
import type { Problem, Span } from './text/span.ts';

export type Severity = Rule['severity'];

/** What rules go by besides the text of the file. */
export interface RuleContext {
  /** Rule id → severity. A rule that is `off` does not run. */
  readonly ruleSettings?: Readonly<Record<string, Severity | 'off'>>;
  /** What was seen of base images. */
  readonly images?: SeenImages;
  /** Uses of package caches in the other Dockerfiles of the project. */
  readonly neighbours?: readonly CacheUser[];
  /** The build that is meant; absent or null where it is not known. */
  readonly build?: BuildFiles | null;
  /** The same for equal `images`, `neighbours` and `build`, and another one for others: by it answers are remembered. */
  readonly key?: string;
}

export interface AnalyzeInput extends RuleContext {
  readonly text: string;
  /** By path in the context. */
  readonly requirements?: ReadonlyMap<string, RequirementsFile>;
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly plan?: Plan | null;
  /** The rules to run; all of them where it is absent. */
  readonly rules?: readonly Rule[];
}

export interface Analysis {
  readonly dockerfile: Dockerfile;
  /** Parallel to `dockerfile.instructions`. */
  readonly commands: readonly Command[];
  readonly stages: readonly StageView[];
  /** In the order of the file. */
  readonly findings: readonly AnalysisFinding[];
  /** The file is a template of a Dockerfile: this is its one finding, and it has no plan. */
  readonly isTemplate: boolean;
  /** Rules that broke; the others did their work. */
  readonly failures: readonly RuleFailure[];
}

export interface AnalysisFinding {
  /** The rule's id, or `syntax`. */
  readonly rule: string;
  readonly severity: Severity;
  readonly span: Span;
  readonly message: string;
  readonly related: readonly { readonly span: Span; readonly message: string }[];
  readonly fixes: readonly RuleFix[];
  /** The rule's page; empty for `syntax`. */
  readonly docs: string;
}

export interface RuleFailure {
  readonly rule: string;
  readonly message: string;
}

export function analyze(input: AnalyzeInput): Analysis {
  const { value: dockerfile, problems: parseProblems } = parseDockerfile(input.text);
  const read = dockerfile.instructions.map((instruction) => readCommand(instruction, dockerfile));
  const commands = read.map(({ value }) => value);
  const problems = [...parseProblems, ...read.flatMap((one) => one.problems)];
  const images: SeenImages = input.images ?? (() => null);
  const stages = stageViews(dockerfile, commands, input.buildArgs ?? {}, images);
  const ruleInput = {
    dockerfile,
    commands,
    stages,
    plan: input.plan ?? null,
    requirements: input.requirements ?? new Map<string, RequirementsFile>(),
    neighbours: input.neighbours ?? [],
    build: input.build ?? null,
  };
  const mark = templateMark(dockerfile, problems);
  if (mark !== null) {
    const findings = [templateFinding(mark)];
    return { dockerfile, commands, stages, findings, isTemplate: true, failures: [] };
  }
  const findings = [...problems, ...mountTargetProblems(dockerfile, stages)].map(syntaxFinding);
  const failures: RuleFailure[] = [];
  for (const rule of input.rules ?? RULES) {
    const severity = input.ruleSettings?.[rule.id] ?? rule.severity;
    if (severity === 'off') continue;
    try {
      const docs = rulePage(rule.id);
      for (const finding of rule.check(ruleInput))
        findings.push({ rule: rule.id, severity, docs, ...finding });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      failures.push({ rule: rule.id, message });
    }
  }
  if (isRefused(dockerfile, commands)) withoutOtherFixes(findings);
  findings.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  return { dockerfile, commands, stages, findings, isTemplate: false, failures };
}

/** The frontend that the file names does not know what it uses: it reads another file than the rules do. */
function isRefused(
  { directives, instructions }: Dockerfile,
  commands: readonly Command[],
): boolean {
  const frontend = namedFrontend(directives)?.frontend ?? null;
  return frontend !== null && newerSyntax(instructions, commands, frontend).length > 0;
}

/** First the file has to be built at all. */
function withoutOtherFixes(findings: AnalysisFinding[]): void {
  for (const [at, finding] of findings.entries())
    if (finding.rule !== frontendTooOld.id) findings[at] = { ...finding, fixes: [] };
}

/** The view of an instruction; undefined for one that stands above the first FROM, and for FROM itself. */
export function viewOf(analysis: Analysis, instructionIndex: number): InstructionView | undefined {
  const instruction = analysis.dockerfile.instructions[instructionIndex];
  return analysis.stages
    .flatMap((stage) => stage.instructions)
    .find((view) => view.instruction === instruction);
}

export interface FixAllInput extends Omit<AnalyzeInput, 'text'> {
  /** The analysis of the text, where somebody has it already. */
  readonly first?: Analysis;
  /** Apply fixes that ask for review too. */
  readonly unsafe?: boolean;
  /** Ids of the rules whose fixes are applied; all where it is absent. */
  readonly only?: readonly string[];
}

export interface FixAllResult {
  readonly text: string;
  /** Titles of the applied fixes, in order. */
  readonly applied: readonly string[];
  /** The analysis of the text that came out. */
  readonly analysis: Analysis;
}

/** A fix can uncover another one; more rounds than this mean two fixes that undo each other. */
const MAX_ROUNDS = 10;

export function fixAll(text: string, input: FixAllInput = {}): FixAllResult {
  let now = text;
  const applied: string[] = [];
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const known = round === 0 ? input.first : undefined;
    const analysis = known ?? analyze({ ...input, text: now });
    const chosen = chooseFixes(analysis.findings, input);
    if (chosen.length === 0) return { text: now, applied, analysis };
    applied.push(...chosen.map((fix) => fix.title));
    now = applyEdits(
      now,
      chosen.flatMap((fix) => fix.edits),
    );
  }
  return { text: now, applied, analysis: analyze({ ...input, text: now }) };
}

/** One fix a finding, the first that is allowed; of fixes that touch the same place only the first. */
function chooseFixes(findings: readonly AnalysisFinding[], input: FixAllInput): RuleFix[] {
  const chosen: RuleFix[] = [];
  const edits: TextEdit[] = [];
  // Findings of one step share their fixes.
  const seen = new Set<RuleFix>();
  for (const finding of findings) {
    if (input.only !== undefined && !input.only.includes(finding.rule)) continue;
    const fix =
      finding.fixes.find((one) => one.safety === 'safe') ??
      (input.unsafe ? finding.fixes[0] : undefined);
    if (fix === undefined || seen.has(fix)) continue;
    seen.add(fix);
    if (editsConflict(edits, fix.edits)) continue;
    chosen.push(fix);
    edits.push(...fix.edits);
  }
  return chosen;
}

function syntaxFinding(problem: Problem): AnalysisFinding {
  const { severity, span, message } = problem;
  return { rule: 'syntax', severity, span, message, related: [], fixes: [], docs: '' };
}

function templateFinding(span: Span): AnalysisFinding {
  const message = TEMPLATE_MESSAGE;
  return { rule: 'syntax', severity: 'info', span, message, related: [], fixes: [], docs: '' };
}
