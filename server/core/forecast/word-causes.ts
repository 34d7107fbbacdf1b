/**
 * The variable behind a change that the text of an instruction does not show: `COPY app $TARGET` copies to another place
 * because the value of an ARG further up changed.
 */
import type { KeyPart, PlanStep } from '../plan/model.ts';
import type { ForecastReason } from './model.ts';
import { DOCKERFILE } from './reason-text.ts';

/** Why FROM means another image than before. `sameLayers`: it differs in its configuration only. */
export function imageReason(old: PlanStep, now: PlanStep, sameLayers: boolean): ForecastReason {
  const place = { file: DOCKERFILE, line: now.line };
  const because = namedValueCause(old, now, now.line);
  if (old.text !== now.text || because !== undefined) {
    const text = 'The base image changed';
    return { kind: 'base-image-changed', text, ...place, ...(because && { because }) };
  }
  const platform = ({ parts }: PlanStep) => parts.find(({ kind }) => kind === 'platform')?.value;
  if (platform(old) !== platform(now))
    return { kind: 'platform-changed', text: 'The platform changed', ...place };
  const text = sameLayers
    ? 'The image was pushed again with the same layers, but since BuildKit 0.33.1 only its digest counts'
    : 'The image name now refers to a different image';
  return { kind: 'base-image-changed', text, ...place };
}

/** Of the same text, the value that changed last on the way to what it means. */
export function namedValueCause(
  old: PlanStep,
  now: PlanStep,
  imageLine: number,
): ForecastReason | undefined {
  if (old.text !== now.text || now.keyword === 'RUN') return undefined;
  const part = changedWords(old, now).at(-1);
  return part === undefined ? undefined : wordReason(part, part.line ?? imageLine);
}

/** Of a heredoc with the text that it had, the value that changed in it. */
export function heredocCause(old: PlanStep, now: PlanStep): ForecastReason | undefined {
  const bodies = ({ parts }: PlanStep) =>
    JSON.stringify(parts.filter(({ kind }) => kind === 'source').map(({ value }) => value));
  return bodies(old) === bodies(now) ? namedValueCause(old, now, now.line) : undefined;
}

/** The argument above the first FROM that an argument of a stage has its value from. */
export function originCause(
  old: PlanStep,
  now: PlanStep,
  argument: string,
): ForecastReason | undefined {
  if (now.keyword !== 'RUN') return undefined;
  const part = changedWords(old, now).find(({ name }) => name === `ARG ${argument}`);
  return part === undefined ? undefined : wordReason(part, part.line ?? now.line);
}

function changedWords(old: PlanStep, now: PlanStep): readonly KeyPart[] {
  const words = ({ parts }: PlanStep) => parts.filter(({ kind }) => kind === 'word');
  const before = words(old);
  // Recorded by a release that did not write them down: nothing is known of what changed.
  if (before.length === 0) return [];
  return words(now).filter(
    ({ name, value }) =>
      !before.some((earlier) => earlier.name === name && earlier.value === value),
  );
}

function wordReason({ name, line: written }: KeyPart, line: number): ForecastReason {
  const kind = name.startsWith('ARG ') ? 'argument-changed' : 'environment-changed';
  const ofImage = written === null ? ' of the base image' : '';
  return { kind, text: `The value of \`${name}\`${ofImage} changed`, file: DOCKERFILE, line };
}
