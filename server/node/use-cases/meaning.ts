/** What pip reads of a requirements file, as a digest, so that a reason can say that only a comment changed. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ContextEntry } from '../../core/forecast/model.ts';
import {
  packageTexts,
  parseRequirements,
  requirementsDigestText,
  type RequirementsFile,
} from '../../core/syntax/requirements/index.ts';
import { sha256 } from '../digest.ts';
import { nestedFiles } from './nested-requirements.ts';

/** Bytes; larger files are no hand-written requirements. */
export const LARGEST_REQUIREMENTS = 1_000_000;

/** `requirements.txt`, `dev-requirements.in`, `requirements/base.txt`, `constraints.txt`. */
const REQUIREMENTS_NAME =
  /(?:requirements|constraints)[^/]*\.(?:txt|in)$|(?:^|\/)requirements\/[^/]+\.(?:txt|in)$/;

export function isRequirementsFile(file: string): boolean {
  return REQUIREMENTS_NAME.test(file);
}

type Entries = ReadonlyMap<string, ContextEntry>;

/** The entries of a folder, with a meaning where they are requirements files. `buffers`: texts by path in the folder. */
export function withMeaning(
  entries: Entries,
  root: string,
  buffers: ReadonlyMap<string, string>,
): Promise<Entries> {
  return withMeaningOf(
    entries,
    async (file) => buffers.get(file) ?? readFile(path.join(root, file), 'utf8').catch(() => null),
  );
}

/** The same for entries whose text comes from elsewhere, such as a git revision. */
export async function withMeaningOf(
  entries: Entries,
  read: (file: string) => Promise<string | null>,
): Promise<Entries> {
  const result = new Map(entries);
  for (const [file, entry] of entries) {
    if (entry.kind !== 'file' || entry.size > LARGEST_REQUIREMENTS) continue;
    if (!isRequirementsFile(file)) continue;
    const text = await read(file);
    if (text === null) continue;
    const requirements = parseRequirements(text).value;
    const meaning = sha256(requirementsDigestText(requirements));
    const packages = packageDigests(requirements);
    const nested = nestedFiles(file, requirements);
    result.set(file, { ...entry, meaning, packages, nested });
  }
  return result;
}

/** Letters of a digest; two versions of one package are told apart by it. */
const DIGEST_LENGTH = 16;

/** An address can have a password in it. */
function packageDigests(file: RequirementsFile): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...packageTexts(file)].map(([name, text]) => [name, sha256(text).slice(0, DIGEST_LENGTH)]),
  );
}
