/** The variables of an image's configuration, from `NAME=value` to `NAME=value`, in order. */
export function imageVariables(pairs: readonly string[]): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    const name = equals < 0 ? pair : pair.slice(0, equals);
    variables.set(name, equals < 0 ? '' : pair.slice(equals + 1));
  }
  return variables;
}
