/** `check`: findings of Dockerfiles and of the requirements files that they install. */
import path from 'node:path';
import { reportedOnce } from '../../core/report/reported-once.ts';
import { writeFileAtomically } from '../../node/files/index.ts';
import {
  checkFiles,
  reportProblems,
  type ExcludedFile,
  type RunProblem,
} from '../../node/linting/index.ts';
import { REPORT_VERSION, type Finding, type Severity } from '../../protocol/report.ts';
import { BASELINE_OPTIONS, namedBaseline } from '../baseline.ts';
import type { CliIo } from '../io.ts';
import { CONFIG_OPTIONS, namedConfig } from '../named-config.ts';
import { findingsText } from '../output/findings-text.ts';
import { githubText } from '../output/github.ts';
import { exitCodeOf, printProblems } from '../output/problems.ts';
import { changesSince, imagesToAsk } from '../on-demand.ts';
import { junitText } from '../output/junit.ts';
import { sarifText } from '../output/sarif.ts';
import { statisticsText } from '../output/statistics-text.ts';
import { mayBeMany, optimizeLater } from '../short-run.ts';
import {
  isAtLeast,
  isSelected,
  lowestSeverity,
  RULE_OPTIONS,
  selectedRules,
  rulesOfRun,
  SEVERITY_OPTIONS,
} from '../selection.ts';
import { InputError, oneOf, parseArguments, UsageError, type ParsedArguments } from '../usage.ts';

const FORMATS = ['text', 'json', 'sarif', 'github', 'gitlab', 'junit'] as const;

export async function check(argv: readonly string[], io: CliIo): Promise<number> {
  const args = parseArguments(argv, {
    format: { type: 'string' },
    as: { type: 'string' },
    'stdin-filename': { type: 'string' },
    'ask-images': { type: 'boolean' },
    since: { type: 'string' },
    statistics: { type: 'boolean' },
    'output-file': { type: 'string' },
    ...BASELINE_OPTIONS,
    ...CONFIG_OPTIONS,
    ...RULE_OPTIONS,
    ...SEVERITY_OPTIONS,
  });
  const format = oneOf('format', args.text('format'), FORMATS, 'text');
  if (args.flag('statistics') && format !== 'text')
    throw new UsageError('--statistics counts for people: leave --format out.');
  const selection = selectedRules(args);
  const lowest = lowestSeverity(args, 'severity', 'hint');
  const failOn = lowestSeverity(args, 'fail-on', 'warning');
  const baseline = namedBaseline(args, io.cwd);
  const as = args.text('as');
  const revision = args.text('since');
  const stdinName = nameOfStdin(args);
  const since = revision === undefined ? null : await changesSince(io.cwd, revision);
  if (since?.kind === 'problem') throw new InputError(since.message);
  if (mayBeMany(args.positionals, io.cwd)) optimizeLater();
  const { files, excluded, isCovered, ...found } = await checkFiles({
    paths: args.positionals,
    cwd: io.cwd,
    stdin: io.stdin,
    ...(await namedConfig(args, io.cwd)),
    ...(stdinName === undefined ? {} : { stdinName }),
    ...rulesOfRun(selection),
    ...(args.flag('ask-images') ? { images: await imagesToAsk(io) } : {}),
    ...(as === undefined
      ? {}
      : { as: oneOf('as', as, ['dockerfile', 'requirements'], 'dockerfile') }),
  });
  const changed = since ? await since.onChangedLines(found.findings) : found.findings;
  const selected = changed.filter((one) => isSelected(selection, one));
  if (baseline?.isWritten === true) {
    const failure = await found.writeBaseline(
      baseline.file,
      selected,
      (known) => isSelected(selection, known) && isCovered(known.file),
    );
    if (failure !== null) throw new InputError(failure);
  }
  const unknown = found.withoutKnown(selected, baseline?.file ?? null);
  if (baseline !== null && unknown.problems[0] !== undefined)
    throw new InputError(unknown.problems[0]);
  const meant = reportedOnce(unknown.findings);
  const unread = unknown.problems.map((message) => ({ message, isNamed: false }));
  const problems = [...found.problems, ...unread];
  printProblems('check', problems, io);
  const shown = meant.filter((one) => isAtLeast(one, lowest));
  const isFile = args.text('output-file') !== undefined;
  await write(args.text('output-file'), io, () =>
    reportText({
      format,
      findings: shown,
      files,
      excluded,
      problems,
      failOn,
      isCounted: args.flag('statistics'),
      color: io.color && !isFile,
    }),
  );
  return exitCodeOf(meant, problems, failOn);
}

/** `--stdin-filename` */
function nameOfStdin(args: ParsedArguments): string | undefined {
  const name = args.text('stdin-filename');
  if (name === undefined) return undefined;
  if (name === '' || !args.positionals.includes('-'))
    throw new UsageError('--stdin-filename says which file the standard input is: give - too.');
  if (args.text('since') !== undefined)
    throw new UsageError('--since reads files on the disk: leave --stdin-filename out.');
  return name;
}

interface Report {
  readonly format: (typeof FORMATS)[number];
  readonly findings: readonly Finding[];
  readonly files: readonly string[];
  readonly excluded: readonly ExcludedFile[];
  readonly problems: readonly RunProblem[];
  readonly failOn: Severity;
  /** Only how many there are of each rule. */
  readonly isCounted: boolean;
  readonly color: boolean;
}

async function reportText({
  format,
  findings,
  files,
  excluded,
  problems,
  failOn,
  isCounted,
  color,
}: Report): Promise<string> {
  switch (format) {
    case 'json': {
      const report = { version: REPORT_VERSION, findings, problems: reportProblems(problems) };
      return `${JSON.stringify(report, null, 2)}\n`;
    }
    case 'sarif':
      return sarifText(findings, reportProblems(problems));
    case 'github':
      return githubText(findings);
    case 'gitlab': {
      // It needs digests, and loading cryptography takes longer than most files take to be checked.
      const { gitlabText } = await import('../output/gitlab.ts');
      return gitlabText(findings);
    }
    case 'junit':
      return junitText({ findings, files, failOn });
    case 'text':
      // Where nothing could be looked at, the problems have said it all.
      if (files.length === 0 && problems.length > 0) return '';
      if (isCounted) return statisticsText(findings, files, color);
      return findingsText(findings, { nFiles: files.length, excluded, color });
  }
}

async function write(
  file: string | undefined,
  io: CliIo,
  text: () => Promise<string>,
): Promise<void> {
  if (file === undefined) {
    io.out(await text());
    return;
  }
  const written = await writeFileAtomically(path.resolve(io.cwd, file), await text());
  if (written.kind === 'failed') throw new InputError(written.message);
}
