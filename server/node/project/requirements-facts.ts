/** The files that a requirements file names itself, with their lines. By text, remembered. */
import path from 'node:path';
import { parseRequirements } from '../../core/syntax/requirements/index.ts';
import type { Reference } from './model.ts';

export interface RequirementsFacts {
  readonly text: string;
  readonly references: readonly Reference[];
}

/** Matches where an option can begin that names another file: `-r base.txt`, `--constraint=…`, pip's abbreviations too. */
const MAY_NAME_FILES = /(?:^|\s)-(?:-?[rc])/m;

export function requirementsFacts(file: string, text: string): RequirementsFacts {
  // Most files name no other, and need not be parsed for that.
  if (!MAY_NAME_FILES.test(text)) return { text, references: [] };
  const { lines } = parseRequirements(text).value;
  const references = lines.flatMap((line): Reference[] =>
    line.kind !== 'options'
      ? []
      : line.options.flatMap(({ name, value }) => {
          if (value === null || (name !== 'requirement' && name !== 'constraint')) return [];
          // An address is read from the web.
          if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return [];
          return { kind: name, file: path.resolve(path.dirname(file), value), line: line.line };
        }),
  );
  // The lines themselves are left to the garbage: a repository has hundreds of files.
  return { text, references };
}
