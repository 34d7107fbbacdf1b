/**
 * The names that BuildKit prints of its steps (`[builder 2/5] COPY requirements.txt .`), letter for letter, and how to
 * compare them with a name out of a build's log.
 */
import {
  formatPlatform,
  normalizePlatform,
  parsePlatform,
  type Platform,
} from '../build-model/platforms.ts';

export interface NamePrefix {
  /** Number of steps of the stage; 0 drops the prefix altogether. */
  readonly total: number;
  readonly position: number;
  /** Empty where the whole file has one stage. */
  readonly stage: string;
  readonly onbuild: boolean;
  /** Null unless several platforms are built. */
  readonly platform: Platform | null;
  /** The platform that the stage's TARGET* arguments name, for cross builds. */
  readonly target: Platform | null;
}

export function stepName(prefix: NamePrefix, text: string): string {
  if (prefix.total === 0) return text;
  const { total, stage, platform } = prefix;
  const position = String(prefix.position).padStart(String(total).length, ' ');
  const built =
    platform === null ? '' : `${formatPlatform(platform)}${crossTarget(platform, prefix.target)} `;
  const shownStage = stage === '' ? '' : `${stage} `;
  return `[${built}${shownStage}${position}/${total}] ${prefix.onbuild ? 'ONBUILD ' : ''}${text}`;
}

/** BuildKit writes the first word (up to a space, not a tab) in capitals. */
export function upperKeyword(text: string): string {
  const space = text.indexOf(' ');
  return space < 0 ? text.toUpperCase() : text.slice(0, space).toUpperCase() + text.slice(space);
}

/** `echo hi...` of a heredoc with several lines. */
export function summarizeHeredoc(content: string): string {
  const [first = '', ...more] = content.trim().replaceAll('\r\n', '\n').split('\n');
  return more.length > 0 ? `${first}...` : first;
}

/** What the TARGET* variables of an environment say of the platform that is built for. */
export function targetPlatform(
  environment: ReadonlyMap<string, { readonly value: string }>,
): Platform | null {
  let found: Platform | null = null;
  for (const [name, { value }] of environment) {
    const part: Platform = found ?? { os: '', architecture: '', variant: '', osVersion: '' };
    if (name === 'TARGETPLATFORM') {
      const whole = parsePlatform(value);
      if (whole !== null) return whole;
    } else if (name === 'TARGETOS') found = { ...part, os: value };
    else if (name === 'TARGETARCH') found = { ...part, architecture: value };
    else if (name === 'TARGETVARIANT') found = { ...part, variant: value };
  }
  return found;
}

/**
 * Whether a name out of a log is the name of a planned step. Of a FROM only image and platform count: the plan may have
 * been made without the image's digest, and a builder that runs two builds at a time shows the image that they share
 * under the name that the other build gave it. Within a build an image is one vertex, so that nothing is confused.
 */
export function stepNameMatches(planned: string, observed: string): boolean {
  if (planned === observed) return true;
  const left = readFrom(planned);
  const right = readFrom(observed);
  if (left === null || right === null) return false;
  const sameDigest = left.digest === right.digest || left.digest === '' || right.digest === '';
  const { image, platform } = right;
  return sameDigest && left.image === image && left.platform === platform;
}

interface FromName {
  /** With its tag. */
  readonly image: string;
  readonly digest: string;
  /** Empty where only one platform is built. */
  readonly platform: string;
}

/** `[linux/amd64 builder 1/2] FROM docker.io/library/busybox:latest@sha256:…`. */
function readFrom(name: string): FromName | null {
  const match = /^(?:\[([^\]]*)\] )?FROM ([^\s@]+)(?:@(\S+))?$/.exec(name);
  if (match === null) return null;
  const [, prefix = '', image = '', digest = ''] = match;
  const platform = /^[a-z]+[^/ ]*\/\S*/.exec(prefix)?.[0] ?? '';
  return { image, digest, platform };
}

function crossTarget(base: Platform, target: Platform | null): string {
  if (target === null) return '';
  const wanted = normalizePlatform({
    ...target,
    os: target.os || base.os,
    architecture: target.architecture || base.architecture,
  });
  if (wanted.os !== base.os) return `->${formatPlatform(wanted)}`;
  if (wanted.architecture === base.architecture) return '';
  return `->${[wanted.architecture, wanted.variant].filter((part) => part !== '').join('/')}`;
}
