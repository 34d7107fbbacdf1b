/** An instruction's text made short, and made comparable over builds. */

export interface StepName {
  /** `builder 2/5` of `[builder 2/5] COPY a b`; empty without a prefix. */
  readonly prefix: string;
  readonly text: string;
}

export function readStepName(name: string): StepName {
  if (!name.startsWith('[')) return { prefix: '', text: name };
  const end = name.indexOf(']');
  if (end < 0) return { prefix: '', text: name };
  return { prefix: name.slice(1, end).trim(), text: name.slice(end + 1).trim() };
}

/**
 * What tells a step from the others of its stage, whatever its mounts and wherever it stands: adding a cache mount
 * turns `[2/4]` into `[stage-0 2/4]`, and a base image may resolve to another digest.
 */
export function comparableText(name: string): string {
  const { text } = readStepName(name);
  const words = text.split(/\s+/).filter((word) => !word.startsWith('--mount='));
  if (words[0] === 'FROM') return `FROM ${withoutDigest(words[1] ?? '')}`;
  return words.join(' ');
}

/** For display: `FROM docker.io/library/python:3.8@sha256:1f…` becomes `FROM python:3.8`. */
export function displayText(name: string): string {
  const { text } = readStepName(name);
  const from = /^FROM (\S+)(.*)$/s.exec(text);
  if (!from) return text;
  return `FROM ${withoutDigest(from[1] ?? '')}${from[2] ?? ''}`;
}

/** `RUN pip install` of `RUN --mount=type=cache,… pip install -r requirements.txt`: a name for a heading. */
export function shortText(text: string): string {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const keyword = words[0] ?? '';
  const rest = words.slice(1).filter((word) => !word.startsWith('--'));
  const kept = keyword === 'RUN' ? rest.slice(0, 2) : rest.slice(0, 1);
  return [keyword, ...kept].join(' ');
}

/** A mount's options fill a line without saying much: `RUN --mount=… pip install`. */
export function withShortMounts(text: string): string {
  return text.replace(/--mount=\S+/g, '--mount=…');
}

function withoutDigest(image: string): string {
  const plain = image.split('@')[0] ?? image;
  return plain.replace(/^docker\.io\/(?:library\/)?/, '');
}
