/** What `Build now` builds and says: what the forecast is of, with the tags of the last answers. */
import type {
  BuildOptionsInput,
  BuildSelection,
  ForecastOptions,
  ForecastView,
} from '../../../server/protocol/requests.ts';

export interface BuildOffer {
  /** What goes to the server when it is taken as it is. */
  readonly selection: Omit<BuildSelection, 'uri'>;
  /** What is built in the end: for people to read, and the first answers when it is to be changed. */
  readonly whole: WholeOptions;
}

export interface WholeOptions extends Omit<ForecastOptions, 'lastStage'> {
  /** Of the invocation, where several could be meant. */
  readonly build: string;
  readonly tags: readonly string[];
  readonly argumentNames: readonly string[];
}

type Offered = Pick<ForecastView, 'id' | 'build' | 'options' | 'buildArgs'>;

/** The tags of the last answers belong to their target: another stage does not become the image of that name. */
export function offerOfForecast(view: Offered, answers: BuildOptionsInput): BuildOffer {
  const { lastStage = '', ...whole } = view.options ?? {};
  const isSameTarget = (answers.target ?? lastStage) === (whole.target ?? lastStage);
  const { tags = [], load = false } = isSameTarget ? answers : {};
  const { invocation, choices = [] } = view.build ?? {};
  return {
    selection: {
      forecast: view.id,
      ...(invocation ? { invocation: invocation.id } : {}),
      options: tags.length === 0 ? {} : { tags, load },
    },
    whole: {
      ...whole,
      build: choices.length > 1 ? (invocation?.label ?? '') : '',
      tags,
      argumentNames: view.buildArgs?.given ?? [],
    },
  };
}

/** `web (compose.yaml) · target app · app:dev · with GIT_SHA`: names of arguments only, since values may be secrets. */
export function describeOffer({ whole }: BuildOffer): string {
  const { build, target, tags, argumentNames, builder, network, platform } = whole;
  return [
    build,
    labelled('target', target),
    tags.join(' '),
    labelled('with', argumentNames.join(', ')),
    labelled('builder', builder),
    labelled('network', network),
    labelled('platform', platform),
    labelled('context', (whole.buildContexts ?? []).join(', ')),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function labelled(label: string, value = ''): string {
  return value === '' ? '' : `${label} ${value}`;
}
