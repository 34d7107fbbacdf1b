/** Why a step's own key changed: which of its ingredients did, in words. */
import type { KeyPart, PlanStep } from '../plan/model.ts';
import type { ForecastReason } from './model.ts';
import { DOCKERFILE } from './reason-text.ts';
import { imageReason, namedValueCause, originCause } from './word-causes.ts';

export interface PartFacts {
  /** The line of the FROM with the image that the step's stage comes from. */
  readonly imageLine: number;
  /** What stands between two lines of the stage and of those below it. */
  readonly textsBetween: (above: number, below: number) => readonly string[];
  /** Whether nothing but parts of its key keeps the step from being found. */
  readonly isAlone: boolean;
  /** Of a FROM: the image has the layers that it had. */
  readonly sameLayers: boolean;
}

/** Reasons for an operation that differs. Never empty: what cannot be told apart is said in general. */
export function partReasons(
  old: PlanStep,
  now: PlanStep,
  facts: PartFacts,
): readonly ForecastReason[] {
  if (now.keyword === 'FROM') return [imageReason(old, now, facts.sameLayers)];
  const changes = partChanges(old, now);
  const canMove = facts.isAlone && changes.every((change) => isMovable(change, now, facts));
  const cause = namedValueCause(old, now, facts.imageLine);
  const reasons: ForecastReason[] = [];
  const isSeen = new Set<string>();
  for (const change of changes) {
    const reason = changeReason(old, now, change, facts);
    const text = canMove ? `${reason.text}${moveHint(change)}` : reason.text;
    if (isSeen.has(text)) continue;
    isSeen.add(text);
    reasons.push({ ...(cause && { because: cause }), ...reason, text });
  }
  // How a source is named matters least: it may be another name for the same.
  const isName = (reason: ForecastReason): boolean => reason.text === SOURCE_TEXT;
  const named = reasons.filter((reason) => !isName(reason));
  if (reasons.length > 0) return [...named, ...reasons.filter(isName)];
  return [orderReason(old, now) ?? ownReason(now)];
}

const SOURCE_TEXT = 'The source path changed';

interface PartChange {
  /** As it is now; as it was, where it is gone. */
  readonly part: KeyPart;
  readonly how: 'new' | 'changed' | 'gone';
  /** The base image's own configuration says so, and did before. */
  readonly isOfImage: boolean;
}

function partChanges(old: PlanStep, now: PlanStep): readonly PartChange[] {
  const before = partsByName(old.parts);
  const after = partsByName(now.parts);
  const changes: PartChange[] = [];
  for (const [name, part] of after) {
    const earlier = before.get(name);
    if (earlier?.value === part.value) continue;
    // A value that moved from ARG to ENV is the same to a RUN.
    if (earlier === undefined && sameVariable(before, part)) continue;
    const isOfImage = part.line === null && (earlier ?? part).line === null;
    changes.push({ part, how: earlier === undefined ? 'new' : 'changed', isOfImage });
  }
  for (const [name, part] of before) {
    if (after.has(name) || sameVariable(after, part)) continue;
    if (isVariable(part) && (after.has(`env ${part.name}`) || after.has(`arg ${part.name}`)))
      continue;
    changes.push({ part, how: 'gone', isOfImage: part.line === null });
  }
  return changes;
}

function partsByName(parts: readonly KeyPart[]): ReadonlyMap<string, KeyPart> {
  const named = new Map<string, KeyPart>();
  for (const part of parts) {
    if (isOrder(part) || part.kind === 'word') continue;
    let name = `${part.kind} ${part.name}`;
    // Several parts may share a name, such as the sources of a COPY.
    for (let n = 2; named.has(name); n++) name = `${part.kind} ${part.name} ${n}`;
    named.set(name, part);
  }
  return named;
}

function isVariable(part: KeyPart): boolean {
  return part.kind === 'env' || part.kind === 'arg';
}

function sameVariable(parts: ReadonlyMap<string, KeyPart>, part: KeyPart): boolean {
  if (!isVariable(part)) return false;
  const other = parts.get(`${part.kind === 'env' ? 'arg' : 'env'} ${part.name}`);
  return other?.value === part.value;
}

function changeReason(
  old: PlanStep,
  now: PlanStep,
  { part, how, isOfImage }: PartChange,
  facts: PartFacts,
): ForecastReason {
  const line = isOfImage && IMAGE_SETTINGS.has(part.kind) ? facts.imageLine : null;
  const ofImage = line === null ? '' : ' of the base image';
  const written = how === 'gone' ? null : part.line;
  const place = { file: DOCKERFILE, line: line ?? written ?? now.line };
  switch (part.kind) {
    case 'arg': {
      const because = originCause(old, now, part.name);
      const text = variableText(part, how, ofImage);
      return { kind: 'argument-changed', text, ...place, ...(because && { because }) };
    }
    case 'env':
      return { kind: 'environment-changed', text: variableText(part, how, ofImage), ...place };
    case 'workdir':
      return {
        kind: 'working-directory-changed',
        text: `The working directory${ofImage} changed`,
        ...place,
      };
    case 'user':
      return { kind: 'user-changed', text: `The user${ofImage} changed`, ...place };
    case 'shell':
      return { kind: 'shell-changed', text: `The shell${ofImage} changed`, ...place };
    case 'platform':
      return { kind: 'platform-changed', text: 'The platform changed', ...place };
    case 'image':
      return { kind: 'base-image-changed', text: 'The image changed', ...place };
    case 'mount':
      return { kind: 'instruction-changed', text: mountText(part, how), ...place };
    case 'network':
      return { kind: 'instruction-changed', text: 'The network mode changed', ...place };
    case 'owner':
      return {
        kind: 'instruction-changed',
        text: 'The owner (`--chown`) changed',
        ...place,
      };
    case 'mode':
      return { kind: 'instruction-changed', text: 'The mode (`--chmod`) changed', ...place };
    case 'destination':
      return { kind: 'instruction-changed', text: 'The destination changed', ...place };
    case 'source':
      return { kind: 'instruction-changed', text: SOURCE_TEXT, ...place };
    case 'option':
      return { kind: 'instruction-changed', text: optionText(now, part, how), ...place };
    case 'word':
    case 'text':
      return { ...ownReason(now), ...place };
  }
}

/** What an image's configuration can say in place of the Dockerfile. */
const IMAGE_SETTINGS: ReadonlySet<KeyPart['kind']> = new Set(['env', 'workdir', 'user', 'shell']);

function ownReason(step: PlanStep): ForecastReason {
  return {
    kind: 'instruction-changed',
    text: 'The instruction changed',
    file: DOCKERFILE,
    line: step.line,
  };
}

function mountText(part: KeyPart, how: PartChange['how']): string {
  const what = part.name === '' ? 'A mount' : `The mount ${part.name}`;
  return `${what} ${verb(how)}`;
}

function optionText(step: PlanStep, part: KeyPart, how: PartChange['how']): string {
  if (part.name === 'unpack') return `Whether ${step.keyword} unpacks archives changed`;
  return `The option ${part.name} ${verb(how)}`;
}

function verb(how: PartChange['how']): string {
  return how === 'new' ? 'is new' : how === 'gone' ? 'was removed' : 'changed';
}

function variableText(part: KeyPart, how: PartChange['how'], ofImage: string): string {
  const isArgument = part.kind === 'arg';
  const name = `\`${isArgument ? 'ARG' : 'ENV'} ${part.name}\`${ofImage}`;
  const whose = ofImage === '' ? 'later RUN of the stage' : 'RUN on that image';
  // An argument can come and go without its line: by being given on the command line.
  const [came, went] = isArgument
    ? ['now has a value', 'no longer has a value']
    : ['is new', 'was removed'];
  if (how === 'new') return `${name} ${came}, and every ${whose} sees it`;
  if (how === 'gone') return `${name} ${went}, and every ${whose} saw it`;
  return `The value of ${name} changed, and every ${whose} sees it`;
}

/**
 * Whether the step stays cached with the line of this argument below it, and nothing between the two uses it. A later
 * instruction has to name it: what no line names, a program reads that one of the commands runs.
 */
function isMovable({ part, how }: PartChange, step: PlanStep, facts: PartFacts): boolean {
  if (part.kind !== 'arg' || how === 'gone' || part.line === null || part.line >= step.line)
    return false;
  const texts = [...facts.textsBetween(part.line, step.line), step.text];
  const later = facts.textsBetween(step.line, Number.POSITIVE_INFINITY);
  const isNamed = (text: string): boolean => namesVariable(text, part.name);
  return later.some(isNamed) && !texts.some(isNamed);
}

function moveHint({ part }: PartChange): string {
  return `; this command does not use it and stays cached if line ${part.line} moves below it`;
}

/** Whether a command mentions a variable at all, as `$NAME`, `${NAME}` or as a word. */
function namesVariable(text: string, name: string): boolean {
  return text.split(/\W+/).includes(name);
}

/** The plan's word for the order of the variables, which counts where they are all the same. */
function isOrder(part: KeyPart): boolean {
  return part.kind === 'option' && part.name === 'order of variables';
}

function orderReason(old: PlanStep, now: PlanStep): ForecastReason | null {
  if (old.parts.find(isOrder)?.value === now.parts.find(isOrder)?.value) return null;
  const text = 'The order in which the variables are set changed';
  return { kind: 'environment-changed', text, file: DOCKERFILE, line: now.line };
}
