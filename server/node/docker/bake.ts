/**
 * Targets of HCL bake files, as `docker buildx bake --print` resolves them. Nothing is built, and a name of the file
 * stands behind `--`, so that it cannot be taken for an option.
 */
import { hclTargets, readBakePrint } from '../../core/documents/bake/bake-file.ts';
import type { ReadSetting } from '../../core/documents/reading.ts';
import type { DeclaredBuild, DeclaredBuilds, ReadFile } from '../../core/invocations/model.ts';
import { askDocker, type DockerTool, type ToolOutput } from './tool.ts';

export interface ReadBakeInput {
  /** From `findDocker`, which hands it out in a trusted workspace only. */
  readonly docker: DockerTool;
  /** Absolute, with `/`. */
  readonly file: string;
  readonly read: ReadFile;
  readonly setting: ReadSetting;
  readonly signal?: AbortSignal;
}

/** A file with more targets than this is asked for its default group and for the rest as a whole. */
const MOST_QUESTIONS = 40;

export async function readBakeHcl(input: ReadBakeInput): Promise<DeclaredBuilds> {
  const { file, read, setting } = input;
  const override = file.replace(/\/docker-bake\.hcl$/, '/docker-bake.override.hcl');
  const files = override !== file && read(override) !== null ? [file, override] : [file];
  const texts = files.map((one) => read(one) ?? '').join('\n');
  const targets = new Set(hclTargets(texts));
  const builds = new Map<string, DeclaredBuild>();
  const failures: ToolOutput[] = [];
  const ask = async (names: readonly string[]): Promise<void> => {
    const answer = await print(input, files, names);
    if (answer.code !== 0) {
      failures.push(answer);
      return;
    }
    for (const build of readBakePrint(file, answer.stdout, read, setting).builds)
      builds.set(build.source.name ?? '', build);
    // A target with a matrix is printed under the names that the matrix makes.
    for (const name of names) targets.delete(name);
    for (const name of builds.keys()) targets.delete(name);
  };
  await ask(['default']);
  if (targets.size > 0) await ask([...targets]);
  // One target that cannot be resolved makes the answer for all fail.
  for (const name of [...targets].slice(0, MOST_QUESTIONS)) {
    if (input.signal?.aborted === true) break;
    await ask([name]);
  }
  const failure = builds.size === 0 ? failures.at(-1) : undefined;
  return {
    builds: [...builds.values()],
    problems: failure === undefined ? [] : [{ file, message: problemOf(failure) }],
    files: override === file ? [] : [override],
  };
}

function print(
  { docker, signal }: ReadBakeInput,
  files: readonly string[],
  names: readonly string[],
): Promise<ToolOutput> {
  const args = [
    'buildx',
    'bake',
    '--print',
    '--progress=quiet',
    ...files.map((one) => `--file=${one}`),
  ];
  return askDocker(docker, [...args, '--', ...names], signal === undefined ? {} : { signal });
}

function problemOf({ stderr, failure }: ToolOutput): string {
  const said = /^ERROR: (.*)$/m.exec(stderr)?.[1] ?? stderr.trim().split('\n').at(-1) ?? '';
  // Without the plugin docker takes `buildx` for a command of its own, or the option for an unknown one.
  const isNoPlugin =
    /'buildx' is not a docker command|unknown (?:command|flag|shorthand)|docker --help/.test(
      stderr,
    );
  if (isNoPlugin) return 'docker buildx is needed to read the targets, and it is not installed.';
  const why = failure === 'timeout' ? 'it did not answer in time' : said;
  return `docker buildx bake could not read the targets: ${why === '' ? 'it gave no reason' : why}.`;
}
