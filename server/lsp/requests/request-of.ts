/** A selection of the client as a request of the workbench: the build as the editor has it, unsaved edits included. */
import {
  optionsOfInvocation,
  placeOf,
  type BuildOptions,
  type BuildRequest,
} from '../../node/forecasting/index.ts';
import type { BuildSelection } from '../../protocol/requests.ts';
import { baseFolder, overlay, type Session } from '../session.ts';
import { ruleContext } from '../rule-context.ts';
import type { RequestSubject } from './subject-of.ts';

type Selection = Omit<BuildSelection, 'uri'>;

/** What is given, and for the rest what the forecast or the last build had. */
export async function forecastRequest(
  session: Session,
  { dockerfile, invocation }: RequestSubject,
  selection: Selection,
): Promise<BuildRequest> {
  const subject = { place: placeOf(invocation), invocation };
  const referred = selection.forecast === undefined ? null : session.ids.find(selection.forecast);
  const usual = referred?.options ?? (await session.workbench.usualOptions(subject));
  return {
    ...subject,
    options: withBuilder(session, { ...usual, ...selection.options }),
    base: baseFolder(session, dockerfile),
    overlay: overlay(session),
    disk: session.disk,
    rules: await ruleContext(session, dockerfile),
  };
}

/** The tags of the last build may be those of another image. */
const NO_OUTPUT: BuildOptions = { tags: [], load: false, push: false };

/** The engine reads the disk, so that nothing unsaved counts. */
export async function buildRequest(
  session: Session,
  subject: RequestSubject,
  selection: Selection,
): Promise<BuildRequest> {
  const { invocation, dockerfile } = subject;
  const base = baseFolder(session, dockerfile);
  const place = placeOf(invocation);
  if (selection.forecast !== undefined) {
    const options = { ...NO_OUTPUT, ...selection.options };
    const request = await forecastRequest(session, subject, { ...selection, options });
    const given = Object.entries(request.options).filter(([, value]) => value !== '');
    return { place, invocation, base, options: Object.fromEntries(given) };
  }
  const isDescribed = invocation.source.name !== undefined || invocation.source.line !== undefined;
  const said = isDescribed ? optionsOfInvocation(invocation) : {};
  const buildArgs = { ...said.buildArgs, ...selection.options?.buildArgs };
  const options: BuildOptions = {
    ...said,
    ...selection.options,
    ...(Object.keys(buildArgs).length === 0 ? {} : { buildArgs }),
  };
  return { place, invocation, base, options: withBuilder(session, options) };
}

/** The builder of the settings, where the request names none. */
function withBuilder<Options extends { readonly builder?: string }>(
  session: Session,
  options: Options,
): Options {
  const { builder } = session.settings;
  return options.builder === undefined && builder !== '' ? { ...options, builder } : options;
}
