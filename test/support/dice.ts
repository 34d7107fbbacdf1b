/** Chance that can be had again: the same seed throws the same dice. */
export interface Dice {
  /** From 0 to 1. */
  readonly roll: () => number;
  readonly pick: <T>(choices: readonly T[]) => T;
  readonly maybe: (chance: number, text: string) => string;
}

/** A small generator of numbers that are good enough here (mulberry32). */
export function createDice(seed: number): Dice {
  let state = seed | 0;
  const roll = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const pick = <T>(choices: readonly T[]): T => {
    const chosen = choices[Math.floor(roll() * choices.length)];
    if (chosen === undefined) throw new Error('nothing to pick from');
    return chosen;
  };
  return { roll, pick, maybe: (chance, text) => (roll() < chance ? text : '') };
}
