/** `fix`: applies fixes until none is left; `--diff` only prints. */
import { reportedOnce } from '../../core/report/reported-once.ts';
import { fixFiles, reportProblems } from '../../node/linting/index.ts';
import { REPORT_VERSION } from '../../protocol/report.ts';
import type { CliIo } from '../io.ts';
import { CONFIG_OPTIONS, namedConfig } from '../named-config.ts';
import { fixText } from '../output/fix-text.ts';
import { exitCodeOf, printProblems } from '../output/problems.ts';
import { imagesToAsk } from '../on-demand.ts';
import { isSelected, RULE_OPTIONS, selectedRules } from '../selection.ts';
import { mayBeMany, optimizeLater } from '../short-run.ts';
import { oneOf, parseArguments, UsageError } from '../usage.ts';

export async function fix(argv: readonly string[], io: CliIo): Promise<number> {
  const args = parseArguments(argv, {
    format: { type: 'string' },
    as: { type: 'string' },
    rule: { type: 'string', multiple: true },
    ...RULE_OPTIONS,
    ...CONFIG_OPTIONS,
    unsafe: { type: 'boolean' },
    diff: { type: 'boolean' },
    'ask-images': { type: 'boolean' },
  });
  const format = oneOf('format', args.text('format'), ['text', 'json'], 'text');
  const as = args.text('as');
  const selection = selectedRules(args, ['select', 'rule']);
  if (args.positionals.includes('-'))
    throw new UsageError('fix writes files and cannot write the standard input. Name the file.');
  const diff = args.flag('diff');
  if (mayBeMany(args.positionals, io.cwd)) optimizeLater();
  const { files, excluded, problems, ...left } = await fixFiles({
    paths: args.positionals,
    cwd: io.cwd,
    unsafe: args.flag('unsafe'),
    write: !diff,
    ...(await namedConfig(args, io.cwd)),
    ...(args.flag('ask-images') ? { images: await imagesToAsk(io) } : {}),
    ...(as === undefined ? {} : { as: oneOf('as', as, ['dockerfile'], 'dockerfile') }),
    on: selection.named,
    ...(selection.rules === null ? {} : { rules: [...selection.rules] }),
  });
  const remaining = reportedOnce(left.remaining.filter((one) => isSelected(selection, one)));
  printProblems('fix', problems, io);
  if (format === 'json') {
    const report = {
      version: REPORT_VERSION,
      files,
      remaining,
      problems: reportProblems(problems),
    };
    io.out(`${JSON.stringify(report, null, 2)}\n`);
  } else if (files.length + remaining.length > 0 || !problems.some(({ isNamed }) => isNamed)) {
    io.out(fixText({ files, remaining, excluded, diff, color: io.color }));
  }
  return exitCodeOf(remaining, problems);
}
