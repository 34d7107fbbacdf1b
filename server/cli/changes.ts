/** Changes that nobody has made, from the command line: `--if-changed FILE`, `--if-required '[FILE:]REQUIREMENT'`. */
import { requirementProblem } from '../core/syntax/requirements/index.ts';
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
  const usual = isNamed ? '' : usualFile(await choices());
  return [
    ...files.map((file) => ({ kind: 'file' as const, file })),
    ...requirements.map(({ file, requirement }) => ({
      kind: 'requirement' as const,
      file: file ?? usual,
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

function usualFile({ requirements, problem }: ChangeChoices): string {
  const [first] = requirements;
  if (first) return first.file;
  throw new InputError(
    problem ??
      'The build reads no requirements file. Name one: --if-required FILE:REQUIREMENT, or --if-changed FILE.',
  );
}
