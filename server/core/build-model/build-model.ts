/** From the text of a Dockerfile to its build model. */
import type { SeenImage, SeenImages } from '../images/image-facts.ts';
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

/** Of one text: without its images, with what was seen of them, and with what was seen before. */
const MODELS_OF_A_TEXT = 3;

export function createModels(limit = DEFAULT_LIMIT): Models {
  const known = new Map<string, readonly KnownModel[]>();
  return ({ text, images = () => null }) => {
    const ofText = known.get(text) ?? [];
    const model = ofText.find((one) => saysTheSame(one, images)) ?? knownModel(text, images);
    const others = ofText.filter((one) => one !== model).slice(1 - MODELS_OF_A_TEXT);
    // Re-insert, so that the order of the Map is least recently used first.
    known.delete(text);
    known.set(text, [...others, model]);
    for (const oldest of known.keys()) {
      if (known.size <= limit) break;
      known.delete(oldest);
    }
    return model.model;
  };
}

interface KnownModel {
  readonly model: BuildModel;
  /** What was said of the images that the text names, and of no others. */
  readonly answers: readonly Answer[];
}

type Answer = readonly [reference: string, platform: string, seen: SeenImage | null];

function knownModel(text: string, images: SeenImages): KnownModel {
  const answers: Answer[] = [];
  const model = buildModel({
    text,
    images: (reference, platform) => {
      const seen = images(reference, platform);
      answers.push([reference, platform, seen]);
      return seen;
    },
  });
  return { model, answers };
}

function saysTheSame({ answers }: KnownModel, images: SeenImages): boolean {
  return answers.every(([reference, platform, seen]) => images(reference, platform) === seen);
}
