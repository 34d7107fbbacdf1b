/** The files, folders and builds that `[contexts]` and `[builds]` name: what of them does not exist. */
import { didYouMean } from '../../text/suggest.ts';
import { quoted } from '../../text/quote.ts';
import type { Problem, Span } from '../../text/span.ts';
import type { TomlNode } from '../../syntax/toml/index.ts';
import { isFileKey, misplacedKey } from './file-keys.ts';

/** An entry of one of the two tables. */
export interface NamedPlace {
  readonly table: 'contexts' | 'builds';
  readonly dockerfile: string;
  readonly keySpan: Span;
  /** Folder or build. */
  readonly value: string;
  readonly valueSpan: Span;
}

/** `root`: the table of the whole configuration. */
export function namedPlaces(root: TomlNode): readonly NamedPlace[] {
  if (root.kind !== 'table') return [];
  return root.entries.flatMap(({ key: table, value: entries }) => {
    if ((table !== 'contexts' && table !== 'builds') || entries.kind !== 'table') return [];
    return entries.entries.flatMap(({ key, keySpan, value: { span, ...node } }): NamedPlace[] => {
      const value = node.kind === 'scalar' ? node.value : null;
      if (typeof value !== 'string') return [];
      return [{ table, dockerfile: key, keySpan, value, valueSpan: span }];
    });
  });
}

/** What is at a path that is relative to the folder of the configuration. */
export type LookAtPlace = (path: string) => 'file' | 'folder' | null;

/** As warnings: a Dockerfile or folder may be made before the build. */
export function placeProblems(
  places: readonly NamedPlace[],
  look: LookAtPlace,
): readonly Problem[] {
  return places.flatMap(({ table, dockerfile, keySpan, value, valueSpan }) => {
    if (look(dockerfile) !== 'file')
      return isFileKey(dockerfile)
        ? [problem(keySpan, misplacedKey(dockerfile, table), 'error')]
        : [problem(keySpan, `There is no file ${quoted(dockerfile)}. ${RELATIVE}`)];
    if (table !== 'contexts' || look(value) === 'folder') return [];
    const context = `There is no folder ${quoted(value)}, the context of ${quoted(dockerfile)}.`;
    return [problem(valueSpan, `${context} ${RELATIVE}`)];
  });
}

const RELATIVE = 'Paths are relative to the folder of this file.';

/** `found`: the builds of the Dockerfile that have the name; `known`: all its builds. */
export function buildProblem(
  { value, valueSpan, dockerfile }: NamedPlace,
  nFound: number,
  known: readonly string[],
): Problem | null {
  if (nFound === 1) return null;
  const near = didYouMean(value, known);
  const name = `${quoted(value)} of ${quoted(dockerfile)}`;
  const message =
    nFound > 1
      ? `There are several builds ${name}, so that none is chosen. \`layer-forecast builds\` lists their ids.`
      : `There is no build ${name}, so that none is chosen.${near || ' `layer-forecast builds` lists them.'}`;
  return problem(valueSpan, message);
}

function problem(span: Span, message: string, severity: Problem['severity'] = 'warning'): Problem {
  return { code: 'configuration', severity, message, span };
}
