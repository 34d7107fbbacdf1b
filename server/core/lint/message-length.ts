/** How long a finding's message may be: what is more is on the rule's page. */

/** In UTF-16 units. */
const LONGEST = 200;

/** The first of the choices that is short enough, else the beginning of the last one. */
export function firstThatFits(choices: readonly string[]): string {
  const found = choices.find((text) => text.length <= LONGEST);
  return found ?? `${(choices.at(-1) ?? '').slice(0, LONGEST - 1)}…`;
}
