/** The kinds of documents, and the kind that a file has by its name. */
import type { DocumentKind } from './model.ts';
import { bakeKind } from './kinds/bake.ts';
import { configKind, CONFIG_NAMES } from './kinds/config.ts';
import { composeKind } from './kinds/compose-names.ts';
import { dockerfileKind } from './kinds/dockerfile.ts';
import { ignoreFileKind } from './kinds/ignore-file.ts';
import { requirementsKind } from './kinds/requirements.ts';

export {
  bakeKind,
  composeKind,
  configKind,
  CONFIG_NAMES,
  dockerfileKind,
  ignoreFileKind,
  requirementsKind,
};
export type { DecodedDocument, DocumentKind, DocumentNames } from './model.ts';
export { decodeMarkedText } from './plain-text.ts';

/** Of two kinds that a name could have, the first one counts. */
export const KINDS = [
  dockerfileKind,
  ignoreFileKind,
  requirementsKind,
  composeKind,
  bakeKind,
  configKind,
] as const satisfies readonly DocumentKind[];

export type DocumentKindId = (typeof KINDS)[number]['id'];
export type KnownKind = DocumentKind<DocumentKindId>;

/** The kind of a path with `/`. `text`: where it is absent, a name that leaves the kind open has none. */
export function kindOfPath(path: string, text?: string): KnownKind | null {
  for (const kind of KINDS) {
    const match = matchName(kind, path);
    if (match === 'yes') return kind;
    if (match === 'doubtful') return isOurs(kind, text) ? kind : null;
  }
  return null;
}

/** `doubtful`: the name may be that of another language, so that the text decides. */
export type NameMatch = 'yes' | 'no' | 'doubtful';

export function matchName({ names }: DocumentKind, path: string): NameMatch {
  const lower = path.toLowerCase();
  if (!found(names.matches, lower) || isExcepted(names, lower)) return 'no';
  return names.doubtful !== null && found(names.doubtful.matches, lower) ? 'doubtful' : 'yes';
}

/**
 * Whether a document that an editor gives this kind's language is of the kind: the user can give any name the language,
 * but an editor's own pattern (`Dockerfile.*`) takes in pages, templates and programs.
 */
export function isKindInEditor(kind: DocumentKind, path: string, text: string): boolean {
  const lower = path.toLowerCase();
  if (isExcepted(kind.names, lower)) return false;
  return matchName(kind, path) !== 'doubtful' || isOurs(kind, text);
}

function isExcepted({ except }: DocumentKind['names'], lower: string): boolean {
  return except !== null && found(except, lower);
}

function isOurs({ names }: DocumentKind, text: string | undefined): boolean {
  return text !== undefined && names.doubtful?.isOurs(text) === true;
}

const expressions = new Map<string, RegExp>();

function found(source: string, path: string): boolean {
  const known = expressions.get(source) ?? new RegExp(source);
  expressions.set(source, known);
  return known.test(path);
}
