/** `explain-build`: why the steps of a recorded build ran, against the build before. */
import type { BuildRecord } from '../../core/timing/index.ts';
import { recordedBuilds, recordsById } from '../../node/building/index.ts';
import type { Workbench } from '../../node/workbench.ts';
import { REPORT_VERSION } from '../../protocol/report.ts';
import { BUILD_OPTIONS, readBuildOptions } from '../build-options.ts';
import { locateBuild } from '../invocations.ts';
import { EXIT, type CliIo } from '../io.ts';
import { explainText, recordedLines } from '../output/explain-text.ts';
import { InputError, oneOf, parseArguments, UsageError, type ParsedArguments } from '../usage.ts';
import { buildOf, cliWorkbench, learnOutside, OUTSIDE_OPTIONS } from '../workbench.ts';

const OPTIONS = {
  ...BUILD_OPTIONS,
  ...OUTSIDE_OPTIONS,
  since: { type: 'string' },
  list: { type: 'boolean' },
  format: { type: 'string' },
} as const;

/** Matches `1a2b3c4d` and longer parts of an id; a folder of such a name is written `./1a2b3c4d`. */
const ID = /^[0-9a-f][0-9a-f-]{3,35}$/i;

export async function explainBuild(argv: readonly string[], io: CliIo): Promise<number> {
  const args = parseArguments(argv, OPTIONS);
  const format = oneOf('format', args.text('format'), ['text', 'json'], 'text');
  const workbench = cliWorkbench(io, !args.flag('no-outside-builds'));
  const id = args.positionals.find((one) => ID.test(one));
  const asked: Asked = { ...{ args, io, workbench }, id: id?.toLowerCase() };
  if (args.flag('list')) return list(asked, format);
  const record = id === undefined ? await newest(asked) : await namedBuild(asked);
  const sinceId = args.text('since')?.toLowerCase();
  const since = sinceId === undefined ? undefined : only(await workbench.records(), sinceId, io);
  const answer = await workbench.explain({
    ...{ record, base: io.cwd },
    ...(since === undefined ? {} : { since }),
  });
  if (answer.kind === 'problem') throw new InputError(answer.message);
  io.out(
    format === 'json'
      ? `${JSON.stringify(answer.report, null, 2)}\n`
      : explainText(answer.report, io.color),
  );
  return EXIT.fine;
}

interface Asked {
  readonly args: ParsedArguments;
  readonly io: CliIo;
  readonly workbench: Workbench;
  /** Of the build, or its beginning. */
  readonly id: string | undefined;
}

async function list({ args, io, workbench, id }: Asked, format: 'text' | 'json'): Promise<number> {
  if (id !== undefined) throw new UsageError('--list takes no ID.');
  const records = saysWhich(args)
    ? await ofSubject({ ...{ args, io, workbench }, id })
    : await allBuilds({ ...{ args, io, workbench }, id });
  const builds = recordedBuilds(records, io.cwd);
  if (format === 'json') {
    io.out(`${JSON.stringify({ version: REPORT_VERSION, builds }, null, 2)}\n`);
    return EXIT.fine;
  }
  io.out(
    builds.length === 0
      ? 'No builds are recorded. Run layer-forecast build, or Build Image in the editor.\n'
      : `${recordedLines(builds).join('\n')}\n`,
  );
  return EXIT.fine;
}

/** Also those that a builder remembers, of whatever Dockerfile. */
async function allBuilds({ io, workbench }: Asked): Promise<readonly BuildRecord[]> {
  tell(await learnOutside(workbench, io, {}), io);
  return workbench.records();
}

function tell(problem: string | null, io: CliIo): void {
  if (problem !== null) io.err(`layer-forecast explain-build: ${problem}\n`);
}

/** Whether the command line names a build, so that not all of this machine are meant. */
function saysWhich(args: ParsedArguments): boolean {
  const names = ['file', 'invocation', 'target', 'builder'];
  return args.positionals.length > 0 || names.some((name) => args.text(name) !== undefined);
}

/** The builds that the command line means, as the other verbs find them: oldest first. */
async function ofSubject({ args, io, workbench }: Asked): Promise<readonly BuildRecord[]> {
  const given = readBuildOptions(args, io);
  const located = await locateBuild(args, given, io, workbench);
  const { target } = located.options;
  tell(await learnOutside(workbench, io, buildOf(located)), io);
  const records = await workbench.records(located);
  return records.filter(
    ({ key }) =>
      (target === undefined || key.target === target) &&
      (given.builder === undefined || key.builder === given.builder),
  );
}

async function newest(asked: Asked): Promise<BuildRecord> {
  const record = (await ofSubject(asked)).at(-1);
  if (record) return record;
  const all = await asked.workbench.records();
  throw new InputError(
    `No build is recorded of what is here. Build with layer-forecast build, or Build Image in the editor${candidates('Recorded are', all, asked.io)}`,
  );
}

async function namedBuild({ args, io, workbench, id = '' }: Asked): Promise<BuildRecord> {
  if (args.positionals.length > 1) throw new UsageError('Give one ID.');
  if (saysWhich({ ...args, positionals: [] }))
    throw new UsageError('An ID says which build it is: give no build options with it.');
  return whole(only(await workbench.records(), id, io), workbench, io);
}

/** Of a build made outside the log is read when somebody asks about it. */
async function whole(record: BuildRecord, workbench: Workbench, io: CliIo): Promise<BuildRecord> {
  if (record.madeOutside !== true) return record;
  const { dockerfile, context, builder } = record.key;
  const place = { dockerfile, context };
  tell(await learnOutside(workbench, io, { place, builder }), io);
  const known = await workbench.records({ place });
  return known.find(({ id }) => id === record.id) ?? record;
}

function only(records: readonly BuildRecord[], id: string, io: CliIo): BuildRecord {
  const found = recordsById(records, id);
  const [record, ...more] = found;
  if (record && more.length === 0) return record;
  throw new InputError(
    record
      ? `"${id}" is the beginning of ${String(found.length)} ids${candidates('Choose one', found, io)}`
      : `No recorded build has an id that begins with "${id}"${candidates('Recorded are', records, io)}`,
  );
}

/** As many as fit above a prompt, the newest last. */
const MOST_LISTED = 10;

function candidates(introduction: string, records: readonly BuildRecord[], io: CliIo): string {
  if (records.length === 0) return '.';
  const shown = recordedLines(recordedBuilds(records.slice(-MOST_LISTED), io.cwd));
  const nMore = records.length - shown.length;
  const more =
    nMore === 0 ? '' : `\n  and ${String(nMore)} older: layer-forecast explain-build --list`;
  return `. ${introduction}:\n${shown.map((line) => `  ${line}`).join('\n')}${more}`;
}
