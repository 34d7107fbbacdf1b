/** `check`: findings of Dockerfiles and of the requirements files that they install. */
import { checkFiles, reportProblems, sinceRevision } from '../../node/use-cases/index.ts';
import { REPORT_VERSION } from '../../protocol/report.ts';
import type { CliIo } from '../io.ts';
import { findingsText } from '../output/findings-text.ts';
import { githubText } from '../output/github.ts';
import { exitCodeOf, printProblems } from '../output/problems.ts';
import { sarifText } from '../output/sarif.ts';
import { cliImages } from '../workbench.ts';
import { InputError, oneOf, parseArguments } from '../usage.ts';

export async function check(argv: readonly string[], io: CliIo): Promise<number> {
  const args = parseArguments(argv, {
    format: { type: 'string' },
    as: { type: 'string' },
    'ask-images': { type: 'boolean' },
    since: { type: 'string' },
  });
  const format = oneOf('format', args.text('format'), ['text', 'json', 'sarif', 'github'], 'text');
  const as = args.text('as');
  const revision = args.text('since');
  const since = revision === undefined ? null : await sinceRevision(io.cwd, revision);
  if (since?.kind === 'problem') throw new InputError(since.message);
  const { files, problems, ...found } = await checkFiles({
    paths: args.positionals,
    cwd: io.cwd,
    stdin: io.stdin,
    ...(args.flag('ask-images') ? { images: cliImages(io) } : {}),
    ...(as === undefined
      ? {}
      : { as: oneOf('as', as, ['dockerfile', 'requirements'], 'dockerfile') }),
  });
  const findings = since ? await since.onChangedLines(found.findings) : found.findings;
  printProblems('check', problems, io);
  const code = exitCodeOf(findings, problems);
  switch (format) {
    case 'json':
      io.out(
        `${JSON.stringify({ version: REPORT_VERSION, findings, problems: reportProblems(problems) }, null, 2)}\n`,
      );
      break;
    case 'sarif':
      io.out(sarifText(findings, reportProblems(problems)));
      break;
    case 'github':
      io.out(githubText(findings));
      break;
    case 'text':
      // Where nothing could be looked at, the problems have said it all.
      if (files.length > 0 || problems.length === 0)
        io.out(findingsText(findings, files.length, io.color));
      break;
  }
  return code;
}
