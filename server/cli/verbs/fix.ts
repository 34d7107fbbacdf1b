/** `fix`: applies fixes until none is left; `--diff` only prints. */
import { RULES } from '../../core/rules/registry.ts';
import { fixFiles } from '../../node/use-cases/index.ts';
import { REPORT_VERSION } from '../../protocol/report.ts';
import { EXIT, type CliIo } from '../io.ts';
import { fixText } from '../output/fix-text.ts';
import { InputError, oneOf, parseArguments, UsageError } from '../usage.ts';

export async function fix(argv: readonly string[], io: CliIo): Promise<number> {
  const args = parseArguments(argv, {
    format: { type: 'string' },
    rule: { type: 'string', multiple: true },
    unsafe: { type: 'boolean' },
    diff: { type: 'boolean' },
  });
  const format = oneOf('format', args.text('format'), ['text', 'json'], 'text');
  const rules = args.list('rule');
  const unknown = rules.find((id) => !RULES.some((rule) => rule.id === id));
  if (unknown !== undefined) {
    const known = RULES.map((rule) => rule.id).join(', ');
    throw new UsageError(`There is no rule "${unknown}". The rules are ${known}.`);
  }
  const diff = args.flag('diff');
  const answer = await fixFiles({
    paths: args.positionals,
    cwd: io.cwd,
    unsafe: args.flag('unsafe'),
    write: !diff,
    ...(rules.length === 0 ? {} : { rules }),
  });
  if (answer.kind === 'problem') throw new InputError(answer.message);
  const { files, remaining } = answer;
  io.out(
    format === 'json'
      ? `${JSON.stringify({ version: REPORT_VERSION, files, remaining }, null, 2)}\n`
      : fixText({ files, remaining, diff, color: io.color }),
  );
  return remaining.length === 0 ? EXIT.fine : EXIT.findings;
}
