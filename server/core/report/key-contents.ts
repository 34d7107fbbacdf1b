/**
 * What a step's cache key holds, in words and grouped: the step above, files, variables, settings. Values that may be
 * secret are masked, and those of a base image, which nobody at hand wrote, are only counted.
 */
import type { KeyPart, Plan, PlanStep, VertexInput } from '../plan/model.ts';
import { isSecretName, MASK, maskSecrets, secretValues } from '../text/mask.ts';
import { codeMarkdown, plainMarkdown } from '../text/markdown.ts';
import { oneLine } from '../text/one-line.ts';

export interface KeyContentsInput {
  readonly plan: Plan;
  readonly step: PlanStep;
  /** Values to mask wherever they stand: of build arguments with a name that says so. */
  readonly secrets: readonly string[];
}

/** Lines of a Markdown list, without their bullets. */
export function keyContents(input: KeyContentsInput): readonly string[] {
  const { plan, step } = input;
  const secrets = [...input.secrets, ...secretsOf(plan)];
  const shown = (text: string) => codeMarkdown(oneLine(maskSecrets(text, secrets)));
  const ofKind = (...kinds: readonly KeyPart['kind'][]) =>
    step.parts.filter((part) => kinds.includes(part.kind));
  return [
    ...inputLines(plan, step, shown),
    ...imageLines(ofKind('image'), shown),
    ...ofKind('text').map((part) => `the text of the command (line ${part.line ?? step.line})`),
    ...variableLines(ofKind('env', 'arg'), shown),
    ...settingsLine(step, shown),
    ...listLine(
      'mounts',
      ofKind('mount').map((part) => shown(part.name)),
    ),
    ...listLine(
      'options',
      ofKind('option').flatMap((part) => optionText(part, shown)),
    ),
  ];
}

/** The values of variables that the Dockerfile itself gives a secret name. */
function secretsOf(plan: Plan): readonly string[] {
  const values = plan.steps
    .flatMap((step) => step.parts)
    .filter((part) => part.kind === 'env' || part.kind === 'arg')
    .map((part) => secretValues({ [part.name]: part.value }));
  return [...new Set(values.flat())];
}

type Show = (text: string) => string;

function inputLines(plan: Plan, step: PlanStep, shown: Show): readonly string[] {
  const vertex = step.vertex === null ? undefined : plan.vertices[step.vertex];
  const lines = (vertex?.inputs ?? []).flatMap((input) => {
    const source = plan.vertices[input.vertex];
    const from = shownStep(plan, step, source?.steps ?? []);
    if (source?.kind === 'local') {
      const paths = pathsOf(input).map((path) => path.replace(/^\/+(?=.)/, ''));
      return [`files: ${paths.map((path) => shown(path === '/' ? '.' : path)).join(', ')}`];
    }
    if (!from) return [];
    const name = `${shown(from.text)} (line ${from.line})`;
    if (input.content === null) return [`what came of ${name}`];
    return [`files: ${pathsOf(input).map(shown).join(', ')} as ${name} leaves them`];
  });
  return [...new Set(lines)];
}

const N_PATHS = 8;

/** Equal operations are one vertex: of the steps that show it the one in the same stage is meant. */
function shownStep(plan: Plan, step: PlanStep, shown: readonly number[]): PlanStep | undefined {
  const steps = shown.flatMap((index) => plan.steps[index] ?? []);
  return steps.findLast((one) => one.stage === step.stage) ?? steps.at(-1);
}

/** Absolute within their source. */
function pathsOf({ content }: VertexInput): readonly string[] {
  const paths = (content?.selections ?? []).flatMap(({ path, include }) => {
    if (include.length === 0) return [path];
    return include.map((pattern) => `${path === '/' ? '' : path}/${pattern}`);
  });
  const distinct = [...new Set(paths)];
  return distinct.length <= N_PATHS ? distinct : [...distinct.slice(0, N_PATHS), '…'];
}

function imageLines(parts: readonly KeyPart[], shown: Show): readonly string[] {
  return parts.map(({ name, value }) =>
    value === '' || value === name
      ? `the image ${shown(name)}`
      : `the image ${shown(name)}, as ${shown(value)}`,
  );
}

const N_VARIABLES = 12;

function variableLines(parts: readonly KeyPart[], shown: Show): readonly string[] {
  const own = parts.filter((part) => part.line !== null);
  if (own.length === 0) return [];
  const texts = own
    .slice(0, N_VARIABLES)
    .map(({ name, value }) => shown(`${name}=${isSecretName(name) ? MASK : value}`));
  if (own.length > N_VARIABLES) texts.push(`${own.length - N_VARIABLES} more`);
  const inherited = parts.length - own.length;
  if (inherited > 0) texts.push(`${inherited} from outside the Dockerfile`);
  return listLine('variables', texts);
}

/** What nearly every step has, in one line. */
function settingsLine(step: PlanStep, shown: Show): readonly string[] {
  const words: Partial<Record<KeyPart['kind'], string>> = {
    destination: 'destination',
    workdir: 'folder',
    user: 'user',
    shell: 'shell',
    owner: 'owner',
    mode: 'mode',
    network: 'network',
    platform: 'platform',
  };
  const texts = step.parts.flatMap(({ kind, value }) => {
    const word = words[kind];
    const isDefault = value === '' || (kind === 'network' && value === 'default');
    return word === undefined || isDefault ? [] : [`${word} ${shown(value)}`];
  });
  return texts.length === 0 ? [] : [texts.join(', ')];
}

/** Options that the text of the instruction says anyway are left out. */
function optionText({ name, value }: KeyPart, shown: Show): readonly string[] {
  if (name === 'order of variables') return [];
  if (name === 'unpack') return value.includes('true') ? ['archives are unpacked'] : [];
  return [name.endsWith(` ${value}`) ? shown(name) : `${plainMarkdown(name)} ${shown(value)}`];
}

function listLine(name: string, texts: readonly string[]): readonly string[] {
  return texts.length === 0 ? [] : [`${name}: ${texts.join(', ')}`];
}
