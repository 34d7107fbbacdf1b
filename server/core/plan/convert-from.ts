/** FROM: an image, nothing at all, or what `--build-context` puts in its place (dockerui/namedcontext.go). */
import { expandWord } from '../syntax/dockerfile/expand.ts';
import type { Conversion, LiveStage, StepDraft } from './conversion.ts';
import { nextPosition, reportAt } from './conversion.ts';
import type { Environment } from '../build-model/environment.ts';
import { makeOperation, type Operation } from './graph.ts';
import { keyPart, wordParts } from './key-parts.ts';
import type { BaseImage } from '../images/model.ts';
import { stepName } from './names.ts';
import { formatPlatform, normalizePlatform, type Platform } from '../build-model/platforms.ts';
import {
  completeReference,
  familiarReference,
  formatReference,
  parseReference,
  type ImageReference,
} from '../images/references.ts';
import { remoteSource } from '../build-model/remote-sources.ts';
import type { StageSource } from '../build-model/split-stages.ts';
import type { NamedContext, Resolved, Stage } from './stages.ts';
import { stateOfImage } from '../build-model/stage-state.ts';

/** Where a stage comes into being, for its step and for problems: its FROM, or the step that names an image. */
export type StagePlace = Pick<StepDraft, 'stage' | 'text' | 'span' | 'line' | 'endLine'>;

const SCRATCH = 'scratch';
const EMPTY: Environment = new Map();

/** Finds out what is behind a FROM that names no stage. */
export function resolveStage(conversion: Conversion, stage: Stage, place: StagePlace): void {
  const { baseName, override } = stage;
  if (override !== null) {
    const named = namedContextSource(conversion, stage, override, place);
    finishImplicit(conversion, stage, named);
    return;
  }
  if (baseName === SCRATCH) {
    stage.resolved = { rootfs: null, image: null, platform: conversion.targetPlatform };
    if (stage.source === null) finishImplicit(conversion, stage, stage.resolved);
    else conversion.steps.push(fromStep(place, 'FROM scratch', null, [], stage));
    return;
  }
  const platform = stage.platform ?? conversion.targetPlatform;
  const reference = parseReference(baseName);
  if (reference === null) {
    reportAt(conversion, place.span, 'image-name', notAnImage(conversion, stage));
  }
  const context = namedContext(conversion, baseName, platform);
  const resolved =
    context === null
      ? imageSource(conversion, stage, platform, reference, place)
      : namedContextSource(conversion, stage, context, place);
  stage.resolved = resolved;
  if (stage.source === null) finishImplicit(conversion, stage, resolved);
}

/** An argument that nobody gives a value says more than the name that is left without it. */
function notAnImage({ scope }: Conversion, { baseName, source }: Stage): string {
  const missing = source === null ? null : missingArguments(source, scope.globals);
  return (
    missing ?? `\`${baseName}\` is not the name of an image, and no stage above has this name.`
  );
}

/** What to give a value for `FROM python:${PYTHON}-slim`; null where nothing is missing. */
export function missingArguments(
  { command, body, from }: Pick<StageSource, 'command' | 'body' | 'from'>,
  globals: ReadonlyMap<string, string>,
): string | null {
  const [first] = body;
  const escape = first?.escape ?? '\\';
  const lookup = (name: string): string | undefined => globals.get(name);
  const { unset } = expandWord(command.image.raw, { escape, lookup });
  if (unset.length === 0) return null;
  const options = unset.map((name) => `--build-arg ${name}=…`).join(' ');
  const values = unset.length === 1 ? 'a value' : 'values';
  return `\`${from.logical.text}\` needs ${values} for ${unset.join(' and ')}: give ${options}, or a default in an ARG above the first FROM.`;
}

/** The `--build-context` that stands in for a name, if there is one. The names of no image and of no context are never replaced. */
export function namedContext(
  conversion: Conversion,
  name: string,
  platform: Platform | null,
): NamedContext | null {
  const reference = parseReference(name);
  if (reference === null || /^(?:scratch|context)$/i.test(name)) return null;
  const familiar = familiarReference(reference);
  const exact = `${familiar}::${formatPlatform(normalizePlatform(platform ?? conversion.targetPlatform))}`;
  for (const key of [exact, familiar]) {
    const value = ownValue(conversion.options.buildContexts, key);
    if (value !== undefined) return { name: key, value };
  }
  return null;
}

/** The files of the build context, or of a context with a name. */
export function contextOperation(conversion: Conversion, name: string): Operation {
  const text = `local:${name}`;
  return makeOperation(conversion.operations, { kind: 'local', text, written: '', inputs: [] });
}

export function liveStage(conversion: Conversion, stage: Stage): LiveStage | null {
  const { resolved } = stage;
  if (resolved === null) return null;
  const { rootfs, platform } = resolved;
  return { stage, state: stateOfImage(resolved.image, conversion.budget), platform, rootfs };
}

function imageSource(
  conversion: Conversion,
  stage: Stage,
  platform: Platform,
  reference: ImageReference | null,
  place: StagePlace,
): Resolved {
  const complete = reference === null ? stage.baseName : completeReference(reference);
  const image = conversion.images(complete, formatPlatform(platform));
  const digest = knownDigest(image, reference);
  const shown = withDigest(complete, shownDigest(conversion, image, digest));
  const operation = imageOperation(conversion, shown, { digest, image }, platform);
  const position = nextPosition(stage);
  const prefix = {
    total: stage.total,
    position,
    stage: stage.shownName,
    onbuild: false,
    target: null,
  };
  const named = conversion.namesPlatform ? platform : null;
  const name = stepName({ ...prefix, platform: named }, `FROM ${shown}`);
  assumeImage(
    conversion,
    reference === null ? complete : familiarReference(reference),
    image,
    digest,
  );
  const parts = [
    keyPart('image', stage.baseName, digest ?? complete, place.line),
    keyPart('platform', '', formatPlatform(platform), place.line),
    ...wordParts(conversion.scope.declared ?? EMPTY, place.text),
  ];
  conversion.steps.push(fromStep(place, name, operation, parts, stage));
  return { rootfs: operation, image, platform };
}

function namedContextSource(
  conversion: Conversion,
  stage: Stage,
  context: NamedContext,
  place: StagePlace,
): Resolved {
  const platform = stage.platform ?? conversion.targetPlatform;
  const { name, value } = context;
  const imageName = /^docker-image:(?:\/\/)?/.exec(value);
  if (imageName !== null) {
    const written = value.slice(imageName[0].length);
    if (written === SCRATCH) return { rootfs: null, image: null, platform };
    const reference = parseReference(written);
    const complete = reference === null ? written : completeReference(reference);
    const image = conversion.images(complete, formatPlatform(platform));
    const digest = knownDigest(image, reference);
    const operation = imageOperation(conversion, complete, { digest, image }, platform);
    assumeImage(conversion, written, image, digest);
    const parts = [keyPart('image', written, digest ?? complete, null)];
    conversion.steps.push(fromStep(place, `[context ${name}] ${written}`, operation, parts, stage));
    return { rootfs: operation, image, platform };
  }
  if (value.startsWith('oci-layout://')) {
    const digest = /@(sha256:[0-9a-f]{64})$/.exec(value)?.[1] ?? null;
    const operation = imageOperation(conversion, value, { digest, image: null }, platform);
    const parts = [keyPart('image', name, digest ?? value, null)];
    const shown = `[context ${name}] OCI load from client`;
    conversion.steps.push(fromStep(place, shown, operation, parts, stage));
    conversion.assumed.add(`${name} is an image layout: what its configuration sets is not known.`);
    return { rootfs: operation, image: null, platform };
  }
  return { rootfs: contextFiles(conversion, name, value), image: null, platform };
}

function contextFiles(conversion: Conversion, name: string, value: string): Operation {
  const remote = remoteSource(value);
  if (remote === null) return contextOperation(conversion, name);
  conversion.assumed.add(
    `The build context ${name} (${value}) has not changed where it comes from.`,
  );
  const text = JSON.stringify({ op: remote.kind, ...remote });
  return makeOperation(conversion.operations, { kind: remote.kind, text, written: '', inputs: [] });
}

function imageOperation(
  conversion: Conversion,
  name: string,
  { digest, image }: { readonly digest: string | null; readonly image: BaseImage | null },
  platform: Platform,
): Operation {
  const key = { op: 'image', image: digest ?? name, platform: formatPlatform(platform) };
  return makeOperation(conversion.operations, {
    kind: 'image',
    text: JSON.stringify(key),
    written: name,
    inputs: [],
    layers: image?.layers ?? null,
  });
}

function knownDigest(image: BaseImage | null, reference: ImageReference | null): string | null {
  if (image !== null && image.digest !== null) return image.digest;
  return reference === null || reference.digest === '' ? null : reference.digest;
}

/** An engine with the older image store does not name the digest of an image that it has. */
function shownDigest(
  conversion: Conversion,
  image: BaseImage | null,
  digest: string | null,
): string | null {
  const isLocal = conversion.engine.store === 'graphdriver' && image?.source === 'engine';
  return isLocal ? null : digest;
}

function withDigest(complete: string, digest: string | null): string {
  const reference = parseReference(complete);
  return reference === null || digest === null
    ? complete
    : formatReference({ ...reference, digest });
}

function assumeImage(
  conversion: Conversion,
  name: string,
  image: BaseImage | null,
  digest: string | null,
): void {
  const { assumed } = conversion;
  if (digest === null) assumed.add(`${name} is still the same image; its digest is not known.`);
  else if (image?.source === 'last-build')
    assumed.add(`${name} is still ${digest} (from the last build).`);
  if (image === null) {
    assumed.add(
      `${name} sets no variables, user, working directory or ONBUILD; its configuration is not known.`,
    );
  } else if (image.source === 'assumed') {
    assumed.add(`${name} is configured as images of this name usually are.`);
  }
}

function fromStep(
  place: StagePlace,
  name: string,
  operation: Operation | null,
  parts: StepDraft['parts'],
  stage: Stage,
): StepDraft {
  return { ...place, keyword: 'FROM', name, operation, parts, implicit: stage.source === null };
}

/** Implicit stages and replaced ones have no instructions of their own. */
function finishImplicit(conversion: Conversion, stage: Stage, resolved: Resolved): void {
  const { rootfs, image, platform } = resolved;
  stage.resolved = resolved;
  stage.result = { rootfs, platform, state: stateOfImage(image, conversion.budget) };
}

function ownValue(record: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
