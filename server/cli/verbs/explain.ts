/** `explain RULE`: what a rule finds, why that is bad, and what its fix changes. */
import { readFile } from 'node:fs/promises';
import { takes } from '../../core/lint/config/validate.ts';
import type { Rule } from '../../core/lint/model.ts';
import { RULES, rulePage } from '../../core/lint/registry.ts';
import { didYouMean } from '../../core/text/suggest.ts';
import { rulePageFile } from '../../node/files/index.ts';
import { REPORT_VERSION, type RuleReport } from '../../protocol/report.ts';
import { EXIT, type CliIo } from '../io.ts';
import { InputError, oneOf, parseArguments, UsageError } from '../usage.ts';

export async function explain(argv: readonly string[], io: CliIo): Promise<number> {
  const args = parseArguments(argv, { format: { type: 'string' } });
  const format = oneOf('format', args.text('format'), ['text', 'json'], 'text');
  const [id, ...others] = args.positionals;
  if (id === undefined || others.length > 0) throw new UsageError('explain takes one rule.');
  const rule = RULES.find((one) => one.id === id);
  if (rule === undefined) {
    const known = RULES.map((one) => one.id);
    throw new InputError(
      `There is no rule "${id}".${didYouMean(id, known)} The rules are ${known.join(', ')}.`,
    );
  }
  const file = rulePageFile(id);
  if (file === null) throw new InputError(`The page of ${id} is not part of this installation.`);
  const page = await readFile(file, 'utf8');
  if (format === 'text') io.out(`${page}${optionsText(rule)}`);
  else {
    const { severity, summary, options = {} } = rule;
    const report: RuleReport = {
      ...{
        version: REPORT_VERSION,
        rule: id,
        severity,
        summary,
        options,
        docs: rulePage(id),
        page,
      },
    };
    io.out(`${JSON.stringify(report, null, 2)}\n`);
  }
  return EXIT.fine;
}

/** How a configuration sets the rule, below its page. */
function optionsText({ id, severity, options = {} }: Rule): string {
  const entries = Object.entries(options).map(
    ([name, { description, default: preset, ...schema }]) =>
      `- \`${name}\`: ${description} Takes ${takes(schema)}; default: \`${JSON.stringify(preset)}\`.`,
  );
  const how = `Severity: ${severity}. A configuration (layer-forecast.toml) sets another one: \`rules.${id} = "off"\`.`;
  return `\n## Configuration\n\n${[how, ...(entries.length === 0 ? [] : ['', ...entries])].join('\n')}\n`;
}
