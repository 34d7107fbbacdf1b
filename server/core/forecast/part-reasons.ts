/** Why a step's own key is another one: which of its ingredients changed, in words. */
import type { KeyPart, PlanStep } from '../plan/model.ts';
import type { ForecastReason } from './model.ts';
import { DOCKERFILE } from './reason-text.ts';

/** Reasons for an operation that differs. Never empty: what cannot be told apart is said in general. */
export function partReasons(old: PlanStep, now: PlanStep): readonly ForecastReason[] {
  if (now.keyword === 'FROM') return [imageReason(old, now)];
  const before = partsByName(old.parts);
  const after = partsByName(now.parts);
  const reasons: ForecastReason[] = [];
  const isSeen = new Set<string>();
  for (const [name, part] of after) {
    const earlier = before.get(name);
    if (earlier?.value === part.value) continue;
    // A value that moved from ARG to ENV is the same to a RUN.
    if (sameVariable(before, part)) continue;
    addOnce(reasons, isSeen, partReason(now, part, earlier === undefined ? 'new' : 'changed'));
  }
  for (const [name, part] of before) {
    if (after.has(name) || sameVariable(after, part)) continue;
    if (isVariable(part) && (after.has(`env ${part.name}`) || after.has(`arg ${part.name}`)))
      continue;
    addOnce(reasons, isSeen, partReason(now, { ...part, line: null }, 'gone'));
  }
  // How a source is named matters least: it may be another name for the same.
  const isName = (reason: ForecastReason): boolean => reason.text === SOURCE_TEXT;
  const named = reasons.filter((reason) => !isName(reason));
  if (reasons.length > 0) return [...named, ...reasons.filter(isName)];
  return [orderReason(old, now) ?? ownReason(now)];
}

const SOURCE_TEXT = 'The source is named differently';

type PartChange = 'new' | 'changed' | 'gone';

function partsByName(parts: readonly KeyPart[]): ReadonlyMap<string, KeyPart> {
  const named = new Map<string, KeyPart>();
  for (const part of parts) {
    if (isOrder(part)) continue;
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

function addOnce(reasons: ForecastReason[], seen: Set<string>, reason: ForecastReason): void {
  if (seen.has(reason.text)) return;
  seen.add(reason.text);
  reasons.push(reason);
}

function partReason(step: PlanStep, part: KeyPart, change: PartChange): ForecastReason {
  const place = { file: DOCKERFILE, line: part.line ?? step.line };
  switch (part.kind) {
    case 'arg':
      return { kind: 'argument-changed', text: argumentText(step, part, change), ...place };
    case 'env':
      return { kind: 'environment-changed', text: variableText('ENV', part, change), ...place };
    case 'workdir':
      return {
        kind: 'working-directory-changed',
        text: 'The working directory is another one',
        ...place,
      };
    case 'user':
      return { kind: 'user-changed', text: 'The user is another one', ...place };
    case 'shell':
      return { kind: 'shell-changed', text: 'The shell is another one', ...place };
    case 'platform':
      return { kind: 'platform-changed', text: 'The platform is another one', ...place };
    case 'image':
      return { kind: 'base-image-changed', text: 'The image is another one', ...place };
    case 'mount':
      return { kind: 'instruction-changed', text: mountText(part, change), ...place };
    case 'network':
      return { kind: 'instruction-changed', text: 'The network mode is another one', ...place };
    case 'owner':
      return {
        kind: 'instruction-changed',
        text: 'The owner is another one',
        ...place,
      };
    case 'mode':
      return { kind: 'instruction-changed', text: 'The mode (`--chmod`) is another one', ...place };
    case 'destination':
      return { kind: 'instruction-changed', text: 'The destination is another one', ...place };
    case 'source':
      return { kind: 'instruction-changed', text: SOURCE_TEXT, ...place };
    case 'option':
      return { kind: 'instruction-changed', text: optionText(step, part, change), ...place };
    case 'text':
      return ownReason(step);
  }
}

function ownReason(step: PlanStep): ForecastReason {
  return {
    kind: 'instruction-changed',
    text: 'The instruction changed',
    file: DOCKERFILE,
    line: step.line,
  };
}

function mountText(part: KeyPart, change: PartChange): string {
  const what = part.name === '' ? 'A mount' : `The mount ${part.name}`;
  return `${what} ${verb(change)}`;
}

function optionText(step: PlanStep, part: KeyPart, change: PartChange): string {
  if (part.name === 'unpack') return `It is ${step.keyword} now, or treats archives in another way`;
  return `The option ${part.name} ${verb(change)}`;
}

function verb(change: PartChange): string {
  return change === 'new' ? 'is new' : change === 'gone' ? 'is gone' : 'changed';
}

function variableText(keyword: string, part: KeyPart, change: PartChange): string {
  const name = `\`${keyword} ${part.name}\``;
  // An argument can come and go without its line: by being given on the command line.
  const [came, went] =
    keyword === 'ARG' ? ['has a value now', 'has no value any more'] : ['is new', 'is gone'];
  if (change === 'new') return `${name} ${came}, and every later RUN of its stage sees it`;
  if (change === 'gone') return `${name} ${went}, and every later RUN of its stage saw it`;
  return `${name} has another value, and every later RUN of its stage sees it`;
}

function argumentText(step: PlanStep, part: KeyPart, change: PartChange): string {
  const text = variableText('ARG', part, change);
  const canMove = change !== 'gone' && part.line !== null && part.line < step.line;
  if (!canMove || namesVariable(step.text, part.name)) return text;
  return `${text}; this command does not name it, and would have stayed cached with line ${part.line} below it`;
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
  const text = 'The variables that it sees are set in another order';
  return { kind: 'environment-changed', text, file: DOCKERFILE, line: now.line };
}

function imageReason(old: PlanStep, now: PlanStep): ForecastReason {
  const isSameText = old.text === now.text;
  const text = isSameText
    ? 'The name stands for another image than before'
    : 'The base image is another one';
  return { kind: 'base-image-changed', text, file: DOCKERFILE, line: now.line };
}
