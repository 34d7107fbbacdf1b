/** BuildKit's progress names: `[builder 2/5] COPY a b`, `[linux/amd64 builder 2/5] …`, `[2/5] …`, `[internal] …`. */

const STEP_NAME = /^\[(?:(\S+\/\S+) )?(?:(\S+) )?\s*(\d+)\/(\d+)\] (.*)$/s;

export interface StepName {
  /** Empty unless the build is for several platforms. */
  readonly platform: string;
  /** Empty where the name carries none (a Dockerfile of one stage). */
  readonly stage: string;
  readonly number: number;
  readonly count: number;
  readonly text: string;
}

/** Null for what is not a step of the Dockerfile, such as `[internal] load build context`. */
export function parseStepName(name: string): StepName | null {
  const match = STEP_NAME.exec(name);
  if (!match) return null;
  return {
    platform: match[1] ?? '',
    stage: match[2] ?? '',
    number: Number(match[3]),
    count: Number(match[4]),
    text: match[5] ?? '',
  };
}

/** Stage of a progress name; `stage-0` for a Dockerfile of one stage, empty for BuildKit's own steps. */
export function stageOfName(name: string): string {
  const parsed = parseStepName(name);
  if (!parsed) return '';
  return parsed.stage === '' ? 'stage-0' : parsed.stage;
}

/**
 * A progress name without the digest of an image: `FROM python:3.8@sha256:5e05…` is the same step as
 * `FROM python:3.8`, whether or not the digest was known when the name was predicted.
 */
export function nameWithoutDigest(name: string): string {
  return name.replace(/@sha256:[0-9a-f]{64}/g, '');
}
