/** `builds`: every way in which the Dockerfiles here are built, and where it was read. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { relativePath } from '../../node/files/index.ts';
import { createRoots, isBuildFile } from '../../node/project/index.ts';
import { describedBuild } from '../../core/report/described-build.ts';
import { REPORT_VERSION } from '../../protocol/report.ts';
import { EXIT, type CliIo } from '../io.ts';
import { cliProject } from '../invocations.ts';
import { buildsText } from '../output/builds-text.ts';
import { InputError, oneOf, parseArguments } from '../usage.ts';
import { cliWorkbench } from '../workbench.ts';

export async function builds(argv: readonly string[], io: CliIo): Promise<number> {
  const args = parseArguments(argv, { format: { type: 'string' } });
  const format = oneOf('format', args.text('format'), ['text', 'json'], 'text');
  const given = args.positionals.length === 0 ? ['.'] : args.positionals;
  const found = new Map<string, Awaited<ReturnType<typeof buildsBelow>>[number]>();
  for (const one of given) {
    for (const build of await buildsBelow(one, io))
      found.set(`${build.dockerfile}\0${build.id}`, build);
  }
  const list = [...found.values()];
  io.out(
    format === 'json'
      ? `${JSON.stringify({ version: REPORT_VERSION, builds: list }, null, 2)}\n`
      : buildsText(list, io.color),
  );
  return EXIT.fine;
}

async function buildsBelow(
  given: string,
  io: CliIo,
): Promise<readonly ReturnType<typeof describedBuild>[]> {
  const place = path.resolve(io.cwd, given);
  const found = await stat(place).catch(() => null);
  if (found === null)
    throw new InputError(`There is no file or folder "${given}". Check the path.`);
  const root = createRoots(() => [io.cwd]).rootOf(
    found.isDirectory() ? path.join(place, 'x') : place,
  );
  const project = cliProject(io, root, cliWorkbench(io));
  // A name that leaves it open counts for a Dockerfile, as with `-f`.
  const isOne = !found.isDirectory() && !isBuildFile(place);
  const all = isOne ? await project.invocations(place) : await project.allInvocations();
  for (const { file, message } of await project.problems())
    io.err(`layer-forecast builds: ${relativePath(io.cwd, file)}: ${message}\n`);
  return all
    .filter(({ dockerfile, source }) =>
      [dockerfile, source.file].some((one) => isBelow(place, one)),
    )
    .map((one) => describedBuild(one, (file) => relativePath(io.cwd, file) || '.'));
}

function isBelow(place: string, file: string): boolean {
  return !path.relative(place, file).startsWith('..');
}
