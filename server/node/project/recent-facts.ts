/** Remembers what was computed from the text of a file, until that text changes. */

export interface FactsOf<Facts> {
  readonly of: (file: string, text: string) => Facts;
  readonly all: () => Iterable<Facts>;
}

export function rememberByText<Facts extends { readonly text: string }>(
  make: (file: string, text: string) => Facts,
): FactsOf<Facts> {
  const known = new Map<string, Facts>();
  return {
    of: (file, text) => {
      const found = known.get(file);
      if (found?.text === text) return found;
      const made = make(file, text);
      known.set(file, made);
      return made;
    },
    all: () => known.values(),
  };
}
