/**
 * `docker compose build` and `docker buildx bake` build several targets at once and put the target's name into the names
 * of its steps: `[web internal] load …`, `[web builder 2/5] COPY . .`, `[web] exporting to image`.
 */

export interface TargetStep {
  /** Empty where the step belongs to no target. */
  readonly target: string;
  /** As a build of this target alone would print it. */
  readonly name: string;
}

/** BuildKit itself puts at most a platform, which has a slash, before `internal`. */
const INTERNAL = /^\[([\w.-]+) (?:\S+\/\S+ )?internal\] /;
const TARGET = /^\[([\w.-]+)(\] | )/;

/** The names of a build's steps, in their order, each with its target. */
export function targetSteps(names: readonly string[]): readonly TargetStep[] {
  const targets = new Set(names.flatMap((name) => INTERNAL.exec(name)?.[1] ?? []));
  if (targets.size === 0) return names.map((name) => ({ target: '', name }));
  return names.map((name) => {
    const match = TARGET.exec(name);
    const target = match?.[1] ?? '';
    if (!match || !targets.has(target)) return { target: '', name };
    const rest = name.slice(match[0].length);
    return { target, name: match[2] === ' ' ? `[${rest}` : rest };
  });
}
