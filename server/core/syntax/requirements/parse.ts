/** Reads a requirements file as pip 26.2 does: never fails, and one bad line does not hide the others. */
import type { Parsed } from '../../text/span.ts';
import { readEntries } from './entries.ts';
import type { RequirementsFile } from './model.ts';

export function parseRequirements(text: string): Parsed<RequirementsFile> {
  const entries = readEntries(text);
  const lines = entries.flatMap(({ line }) => (line === null ? [] : [line]));
  return { value: { text, lines }, problems: entries.flatMap(({ problems }) => problems) };
}
