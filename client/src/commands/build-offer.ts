/** What `Build now` builds and says: the last answers for a Dockerfile, or what the forecast in view is of. */
import type { BuildOptionsInput, ForecastOptions } from '../../../server/protocol/requests.ts';

/** What the forecast in view is of. */
export interface ForecastOffer {
  /** Chosen in the view. The server knows the rest, and adds it. */
  readonly chosen: BuildOptionsInput;
  /** All that the forecast was made with, what was chosen too. */
  readonly made: ForecastOptions;
  readonly argumentNames: readonly string[];
}

export interface BuildOffer {
  /** What goes to the server when it is taken as it is. */
  readonly options: BuildOptionsInput;
  /** Whether the server adds what a forecast takes from the last build. */
  readonly asForecast: boolean;
  /** What is built in the end: for people to read, and the first answers when it is to be changed. */
  readonly whole: WholeOptions;
}

export interface WholeOptions extends Omit<ForecastOptions, 'lastStage'> {
  readonly tags: readonly string[];
  /** Name → value, undefined where only the server knows it. */
  readonly buildArgs: ReadonlyMap<string, string | undefined>;
}

export function offerOfAnswers(answers: BuildOptionsInput): BuildOffer {
  const { tags = [], buildArgs = {} } = answers;
  const whole = { ...answers, tags, buildArgs: new Map(Object.entries(buildArgs)) };
  return { options: answers, asForecast: false, whole };
}

/** The tags of the last answers belong to their target: another stage does not become the image of that name. */
export function offerOfForecast(
  { chosen, made, argumentNames }: ForecastOffer,
  answers: BuildOptionsInput,
): BuildOffer {
  const { lastStage = '', ...whole } = made;
  const isSameTarget = (answers.target ?? lastStage) === (made.target ?? lastStage);
  const { tags = [], load = false } = isSameTarget ? answers : {};
  const values = new Map(Object.entries(chosen.buildArgs ?? {}));
  return {
    options: { ...chosen, ...(tags.length === 0 ? {} : { tags, load }) },
    asForecast: true,
    whole: {
      ...whole,
      tags,
      buildArgs: new Map(argumentNames.map((name) => [name, values.get(name)])),
    },
  };
}

/** `target app · app:dev · with GIT_SHA`: of arguments the names only, since values may be secrets. */
export function describeOffer({ whole }: BuildOffer): string {
  const { target, tags, buildArgs, builder, network, platform, buildContexts = [] } = whole;
  return [
    labelled('target', target),
    tags.join(' '),
    labelled('with', [...buildArgs.keys()].join(', ')),
    labelled('builder', builder),
    labelled('network', network),
    labelled('platform', platform),
    labelled('context', buildContexts.join(', ')),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function labelled(label: string, value = ''): string {
  return value === '' ? '' : `${label} ${value}`;
}
