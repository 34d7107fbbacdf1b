/** Which build of its Dockerfile a view is about, in words. */
import { LAST_STAGE, type InvocationOption } from '../../../server/protocol/requests.ts';

/** Null where only the Dockerfile describes the build: then its name says it all. */
export function buildLabel(invocation: InvocationOption | undefined): string | null {
  return invocation === undefined || invocation.label === LAST_STAGE ? null : invocation.label;
}

/** `context ., target web (service web of compose.yaml)`. */
export function buildDetail({ detail, evidence }: InvocationOption): string {
  return `${detail} (${evidence})`;
}

/** Two compose files may have a service of the same name: then the entries say in which folder each builds. */
export function choiceText(choice: InvocationOption, choices: readonly InvocationOption[]): string {
  const isAmbiguous = choices.filter(({ label }) => label === choice.label).length > 1;
  return isAmbiguous ? `${choice.label}, ${choice.detail}` : choice.label;
}
