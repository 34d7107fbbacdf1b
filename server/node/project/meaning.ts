/** What pip reads of a requirements file, as a digest, so that a reason can say that only a comment changed. */
import path from 'node:path';
import { matchName, requirementsKind } from '../../core/documents/index.ts';
import { asksGit, layersOf, patchedMap } from '../../core/forecast/index.ts';
import type { ContextEntry } from '../../core/forecast/model.ts';
import {
  packageTexts,
  parseRequirements,
  requirementsDigestText,
  type RequirementsFile,
} from '../../core/syntax/requirements/index.ts';
import { sha256 } from '../digest.ts';
import { readDocument } from '../files/index.ts';
import { nestedFiles } from './nested-requirements.ts';

/** Bytes; larger files are no hand-written requirements. */
export const LARGEST_REQUIREMENTS = 1_000_000;

export function isRequirementsFile(file: string): boolean {
  return matchName(requirementsKind, file) === 'yes';
}

/** As pip decodes it; null where it cannot be read. What pip cannot decode is read as well as can be. */
export async function requirementsText(file: string): Promise<string | null> {
  const read = await readDocument(file, requirementsKind);
  return read.kind === 'text' ? read.text : null;
}

type Entries = ReadonlyMap<string, ContextEntry>;

/** Matches `pyproject.toml` and `packages/api/setup.cfg`: what names the tool that makes the version. */
const PROJECT_FILE = /^(?:[^/]+\/){0,2}(?:pyproject\.toml|setup\.(?:py|cfg))$/;

/** The entries of a folder, with a meaning where they are requirements files. `buffers`: texts by path in the folder. */
export function withMeaning(
  entries: Entries,
  root: string,
  buffers: ReadonlyMap<string, string>,
): Promise<Entries> {
  return withMeaningOf(
    entries,
    async (file) => buffers.get(file) ?? requirementsText(path.join(root, file)),
  );
}

/**
 * The same for entries whose text comes from elsewhere, such as a git revision. Those that are the same objects as in
 * `known` have their meaning already.
 */
export async function withMeaningOf(
  entries: Entries,
  read: (file: string) => Promise<string | null>,
  known: Entries | null = null,
): Promise<Entries> {
  const result = new Map<string, ContextEntry>();
  const { base, patch } = layersOf(entries);
  // Of a patched map only the patch is new.
  const others = known !== null && layersOf(known).base === base ? patch : entries;
  for (const [file, entry] of others) {
    if (entry === null) continue;
    if (entry.kind !== 'file' || entry.size > LARGEST_REQUIREMENTS) continue;
    const isRequirements = isRequirementsFile(file);
    if ((!isRequirements && !PROJECT_FILE.test(file)) || known?.get(file) === entry) continue;
    const text = await read(file);
    if (text === null) continue;
    if (!isRequirements) {
      if (asksGit(text)) result.set(file, { ...entry, asksGit: true });
      continue;
    }
    const requirements = parseRequirements(text).value;
    const meaning = sha256(requirementsDigestText(requirements));
    const packages = packageDigests(requirements);
    const nested = nestedFiles(file, requirements);
    result.set(file, { ...entry, meaning, packages, nested });
  }
  if (known !== null) return patchedMap(entries, result);
  return result.size === 0 ? entries : new Map([...entries, ...result]);
}

/** Letters of a digest; two versions of one package are told apart by it. */
const DIGEST_LENGTH = 16;

/** An address can have a password in it. */
function packageDigests(file: RequirementsFile): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...packageTexts(file)].map(([name, text]) => [name, sha256(text).slice(0, DIGEST_LENGTH)]),
  );
}
