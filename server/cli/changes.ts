/** Changes that nobody has made, from the command line: `--if-changed FILE`, `--if-required '[FILE:]REQUIREMENT'`. */
import { requirementName, requirementProblem } from '../core/syntax/requirements/index.ts';
import type { ChangeChoice, ChangeChoices } from '../protocol/requests.ts';
import { InputError, UsageError, type ParsedArguments } from './usage.ts';

export const CHANGE_OPTIONS = {
  'if-changed': { type: 'string', multiple: true },
  'if-required': { type: 'string', multiple: true },
} as const;

/** `choices` is asked for where a requirement comes without its file. */
export async function readChanges(
  args: ParsedArguments,
  choices: () => Promise<ChangeChoices>,
): Promise<readonly ChangeChoice[]> {
  const files = args.list('if-changed');
  if (files.includes('')) throw new UsageError('--if-changed needs a file, such as src/app.py.');
  const requirements = args.list('if-required').map(splitRequirement);
  const isNamed = requirements.every(({ file }) => file !== null);
  const known = isNamed ? null : await choices();
  return [
    ...files.map((file) => ({ kind: 'file' as const, file })),
    ...requirements.map(({ file, requirement }) => ({
      kind: 'requirement' as const,
      file: file ?? (known ? usualFile(known, requirement) : ''),
      requirement,
    })),
  ];
}

interface WrittenRequirement {
  readonly file: string | null;
  readonly requirement: string;
}

/** `dev.txt:six==1.0`, `six==1.0`; not `https://example.com/six.whl` or `six @ file:///six.whl`. */
const WITH_FILE = /^([^\s=<>!~@;:]+):(?!\/\/)(.+)$/;

function splitRequirement(text: string): WrittenRequirement {
  const [, file = null, requirement = text] = WITH_FILE.exec(text) ?? [];
  const problem = requirementProblem(requirement);
  if (problem !== null) throw new UsageError(`--if-required: ${problem}`);
  return { file, requirement: requirement.trim() };
}

/** The installed file that has the package: a second line for it elsewhere would be a conflict to pip. */
function usualFile({ requirements, problem }: ChangeChoices, requirement: string): string {
  const name = requirementName(requirement);
  const installed = requirements.filter((one) => one.installed);
  const candidates = installed.length > 0 ? installed : requirements;
  const having = candidates.find(({ lines }) =>
    lines.some((line) => requirementName(line) === name),
  );
  const chosen = name === null ? candidates[0] : (having ?? candidates[0]);
  if (chosen) return chosen.file;
  throw new InputError(
    problem ??
      'The build reads no requirements file. Name one: --if-required FILE:REQUIREMENT, or --if-changed FILE.',
  );
}
