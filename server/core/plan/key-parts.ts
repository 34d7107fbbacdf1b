/** The ingredients of a step's key by name, so that a difference between two plans can be explained. */
import type { Environment, Variable } from '../build-model/environment.ts';
import type { KeyPart } from './model.ts';
import type { StageState } from '../build-model/stage-state.ts';

export function keyPart(
  kind: KeyPart['kind'],
  name: string,
  value: string,
  line: number | null,
): KeyPart {
  return { kind, name, value, line };
}

/** Variables, then their order: it is part of the key too, and the only part that a swap of two lines changes. */
export function environmentParts(environment: Environment): readonly KeyPart[] {
  const parts: KeyPart[] = [];
  for (const [name, variable] of environment) {
    parts.push(
      keyPart(variable.kind === 'arg' ? 'arg' : 'env', name, variable.value, variable.line),
    );
  }
  parts.push(keyPart('option', 'order of variables', [...environment.keys()].join(' '), null));
  return parts;
}

/** `$TAG`, `${TAG:-latest}`. */
const NAMED_VARIABLE = /\$\{?([A-Za-z_]\w*)/g;

/** There is a step for each line of a large file, and its words are not to make a plan slow. */
const MOST_VARIABLES = 8;
const LONGEST_DEFINITION = 500;

/**
 * The variables that a text names, and those that their own lines name, the last of them last. Coarser than expansion
 * (quotes count for nothing), since it serves explanations only.
 */
export function wordParts(environment: Environment, text: string): readonly KeyPart[] {
  const parts = new Map<string, KeyPart>();
  const waiting = [text];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const [, name = ''] of next.matchAll(NAMED_VARIABLE)) {
      const variable = environment.get(name);
      if (variable === undefined || parts.has(name)) continue;
      if (parts.size === MOST_VARIABLES) break;
      parts.set(name, wordPart(name, variable));
      if (variable.from !== null)
        waiting.push(variable.from.logical.text.slice(0, LONGEST_DEFINITION));
    }
  }
  return [...parts.values(), ...originParts(environment, parts.keys())];
}

/** The arguments above the first FROM that arguments of a stage have their values from. */
export function originParts(environment: Environment, names: Iterable<string>): readonly KeyPart[] {
  return [...names].flatMap((name) => {
    const origin = environment.get(name)?.origin;
    return origin === undefined ? [] : [wordPart(name, origin)];
  });
}

function wordPart(name: string, { kind, value, line }: Variable): KeyPart {
  return keyPart('word', `${kind === 'arg' ? 'ARG' : 'ENV'} ${name}`, value, line);
}

export function processParts(state: StageState): readonly KeyPart[] {
  const { workdir, user } = state;
  return [
    keyPart('workdir', '', workdir.value, workdir.line),
    keyPart('user', '', user?.value ?? '', user?.line ?? null),
  ];
}
