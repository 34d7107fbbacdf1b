/**
 * A repository of 200 Dockerfiles, 40 compose services and 400 requirements files: how long a new session takes until it
 * knows whose lens a requirements file gets, and again after an edit. The peer reads the same files and parses each, which
 * nobody can do without.
 */
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { analyze } from '../support/analyze.ts';
import { readCompose } from '../../server/core/documents/compose/index.ts';
import { parseRequirements } from '../../server/core/syntax/requirements/index.ts';
import { createProject, type Project } from '../../server/node/project/index.ts';
import { belowLimit, measured, median, type Bench, type BenchRow } from './model.ts';
import { makeRepository, type Repository } from './project/repository.ts';

const N_ROUNDS = 15;
const N_EDITS = 20;
/** The first lens takes at most this many times what reading and parsing takes. */
const TIMES_READING = 1.5;
/** An edit takes at most this part of the first lens. */
const PART_OF_FIRST = 0.1;

export const bench: Bench = {
  name: 'project',
  run: async ({ small }) => {
    const repository = small ? makeRepository(10, 2) : makeRepository(200, 40);
    try {
      return await rows(repository, small ? 1 : N_ROUNDS);
    } finally {
      rmSync(repository.root, { recursive: true, force: true });
    }
  },
};

async function rows(repository: Repository, nRounds: number): Promise<readonly BenchRow[]> {
  const [reading, first]: [number[], number[]] = [[], []];
  const edits = new Map(editsOf(repository).map(({ what }) => [what, [] as number[]]));
  // In turns, so that all meet the same machine; the first round only warms up.
  for (let round = 0; round <= nRounds; round++) {
    const peer = await milliseconds(() => readAndParse(repository));
    const session = openSession(repository);
    const lens = await milliseconds(() => askForLens(session.project, repository));
    if (round === 0) continue;
    reading.push(peer);
    first.push(lens);
    for (const edit of editsOf(repository))
      edits.get(edit.what)?.push(await editTime(session, repository, edit));
  }
  const counted = `${String(repository.dockerfiles.length)} Dockerfiles, ${String(repository.requirements.length)} requirements files, one compose file`;
  return [
    measured(`reading and parsing ${counted}`, median(reading), 'ms'),
    firstLens(first, reading),
    ...[...edits].map(([what, times]) =>
      belowLimit(what, median(times), 'ms', median(first) * PART_OF_FIRST),
    ),
  ];
}

/** Each held against the peer that ran beside it. */
function firstLens(first: readonly number[], reading: readonly number[]): BenchRow {
  const ratio = median(first.map((time, round) => time / (reading[round] ?? NaN)));
  return {
    what: 'the first lens of a requirements file',
    value: median(first),
    unit: 'ms',
    limit: median(reading) * TIMES_READING,
    ratio,
    ok: ratio <= TIMES_READING,
  };
}

function readAndParse({ root, dockerfiles, requirements, compose }: Repository): Promise<void> {
  const read = (file: string): string => readFileSync(file, 'utf8');
  for (const file of dockerfiles) analyze({ text: read(file), rules: [] });
  for (const file of requirements) parseRequirements(read(file));
  const files = [path.join(root, path.basename(compose))];
  const readOrNull = (file: string) => (file === compose ? read(file) : null);
  readCompose({ files, read: readOrNull, environment: {} });
  return Promise.resolve();
}

interface Session {
  readonly project: Project;
  readonly open: Map<string, string>;
  /** Files that were parsed since the last look. */
  readonly parsed: string[];
}

function openSession({ root }: Repository): Session {
  const open = new Map<string, string>();
  const parsed: string[] = [];
  const project = createProject({
    folders: () => [root],
    openText: (file) => open.get(file),
    contextSetting: () => Promise.resolve(null),
    recorded: () => Promise.resolve([]),
    environment: {},
    onParse: (file) => parsed.push(file),
  });
  return { project, open, parsed };
}

/** What a lens asks before its forecast. */
async function askForLens(project: Project, { nested }: Repository): Promise<void> {
  const installers = await project.installersOf(nested);
  const [nearest] = installers;
  if (installers.length !== 1 || !nearest) throw new Error('The file has another number of users.');
  const { invocation } = await project.choose(nearest.dockerfile);
  if (invocation?.context !== path.resolve(path.dirname(nested), '..'))
    throw new Error('The context is not the one that was to be found.');
}

interface Edit {
  readonly what: string;
  readonly file: string;
  readonly text: (version: number) => string;
  /** Files that are parsed for it. */
  readonly nParsed: number;
}

function editsOf({ root, nested, dockerfiles, compose }: Repository): readonly Edit[] {
  const [dockerfile = ''] = dockerfiles;
  const [before, composed] = [readFileSync(dockerfile, 'utf8'), readFileSync(compose, 'utf8')];
  const nth = (version: number) => `# edit ${String(version)}\n`;
  return [
    {
      what: 'a lens after an edit of a requirements file',
      file: nested,
      text: (version) => `six==1.${String(version)}\n`,
      nParsed: 1,
    },
    {
      what: 'a lens after an edit of a Dockerfile',
      file: dockerfile,
      text: (version) => `${before}${nth(version)}`,
      nParsed: 1,
    },
    {
      what: 'a lens after a new COPY in a Dockerfile',
      file: dockerfile,
      text: (version) => `${before}COPY file${String(version)} .\n`,
      nParsed: 1,
    },
    {
      what: 'a lens after an edit of the compose file',
      file: compose,
      text: (version) => `${nth(version)}${composed}`,
      nParsed: 1,
    },
    {
      what: 'a lens after an edit of a file of the application',
      file: path.join(root, 'services/app0/app/main.py'),
      text: (version) => nth(version),
      nParsed: 0,
    },
  ];
}

async function editTime(session: Session, repository: Repository, edit: Edit): Promise<number> {
  const { project, open, parsed } = session;
  const times: number[] = [];
  for (let version = 1; version <= N_EDITS; version++) {
    parsed.splice(0);
    open.set(edit.file, edit.text(version));
    times.push(
      await milliseconds(async () => {
        project.edited(edit.file);
        await askForLens(project, repository);
      }),
    );
    if (parsed.length !== edit.nParsed || parsed.some((file) => file !== edit.file))
      throw new Error(`The edit of ${edit.file} parsed ${parsed.join(', ') || 'nothing'}.`);
  }
  open.delete(edit.file);
  project.edited(edit.file);
  await askForLens(project, repository);
  return median(times);
}

async function milliseconds(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
