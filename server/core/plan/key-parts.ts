/** The ingredients of a step's key by name, so that a difference between two plans can be explained. */
import type { Environment } from './environment.ts';
import type { KeyPart } from './model.ts';
import type { StageState } from './stage-state.ts';

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

export function processParts(state: StageState): readonly KeyPart[] {
  const { workdir, user } = state;
  return [
    keyPart('workdir', '', workdir.value, workdir.line),
    keyPart('user', '', user?.value ?? '', user?.line ?? null),
  ];
}
