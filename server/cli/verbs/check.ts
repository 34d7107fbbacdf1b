/** `check`: findings of Dockerfiles and of the requirements files that they install. */
import { checkFiles } from '../../node/use-cases/index.ts';
import { REPORT_VERSION } from '../../protocol/report.ts';
import { EXIT, type CliIo } from '../io.ts';
import { findingsText } from '../output/findings-text.ts';
import { githubText } from '../output/github.ts';
import { sarifText } from '../output/sarif.ts';
import { InputError, oneOf, parseArguments } from '../usage.ts';

export async function check(argv: readonly string[], io: CliIo): Promise<number> {
  const args = parseArguments(argv, { format: { type: 'string' } });
  const format = oneOf('format', args.text('format'), ['text', 'json', 'sarif', 'github'], 'text');
  const answer = await checkFiles({ paths: args.positionals, cwd: io.cwd });
  if (answer.kind === 'problem') throw new InputError(answer.message);
  const { findings, files } = answer;
  for (const failure of answer.failures) io.err(`layer-forecast check: ${failure}\n`);
  switch (format) {
    case 'json':
      io.out(`${JSON.stringify({ version: REPORT_VERSION, findings }, null, 2)}\n`);
      break;
    case 'sarif':
      io.out(sarifText(findings));
      break;
    case 'github':
      io.out(githubText(findings));
      break;
    case 'text':
      io.out(findingsText(findings, files.length, io.color));
      break;
  }
  return findings.length === 0 ? EXIT.fine : EXIT.findings;
}
