/** From the text of a Dockerfile to its build model. */
import type { SeenImages } from '../images/image-facts.ts';
import { parseDockerfile, readCommand, templateMark } from '../syntax/dockerfile/index.ts';
import { installWords } from './installed-requirements.ts';
import type { BuildModel, InstallWord, RunView } from './model.ts';
import { mountTargetProblems } from './mount-targets.ts';
import { runViews } from './run-views.ts';
import { stageViews } from './stage-views.ts';

export interface BuildModelInput {
  readonly text: string;
  /** What was seen of base images. */
  readonly images?: SeenImages;
  readonly buildArgs?: Readonly<Record<string, string>>;
}

export function buildModel(input: BuildModelInput): BuildModel {
  const { images = () => null, buildArgs = {} } = input;
  const { value: dockerfile, problems: parseProblems } = parseDockerfile(input.text);
  const read = dockerfile.instructions.map((instruction) => readCommand(instruction, dockerfile));
  const commands = read.map(({ value }) => value);
  const problems = [...parseProblems, ...read.flatMap((one) => one.problems)];
  const stages = stageViews(dockerfile, commands, buildArgs, images);
  let runs: readonly RunView[] | null = null;
  let installs: readonly InstallWord[] | null = null;
  return {
    dockerfile,
    commands,
    problems: [...problems, ...mountTargetProblems(dockerfile, stages)],
    template: templateMark(dockerfile, problems),
    stages,
    get runs() {
      return (runs ??= runViews(dockerfile, stages));
    },
    get installs() {
      return (installs ??= installWords(dockerfile, this.runs));
    },
  };
}

/** The models of the texts that were asked about last: at one keystroke all want the same one. */
export type Models = (input: KnownImages & { readonly text: string }) => BuildModel;

export interface KnownImages {
  readonly images?: SeenImages;
  /** The same for equal `images`, and another one for others. */
  readonly imagesKey?: string;
}

/** A few open files, each as it is and as it was a moment ago. */
const DEFAULT_LIMIT = 12;

export function createModels(limit = DEFAULT_LIMIT): Models {
  const known = new Map<string, BuildModel>();
  return (input) => {
    const key = `${input.imagesKey ?? ''}\n${input.text}`;
    const model = known.get(key) ?? buildModel(input);
    // Re-insert, so that the order of the Map is least recently used first.
    known.delete(key);
    known.set(key, model);
    for (const oldest of known.keys()) {
      if (known.size <= limit) break;
      known.delete(oldest);
    }
    return model;
  };
}
