/**
 * A requirements file reduced to what pip reads in it, so that two versions of a file can be compared: comments, blank
 * lines, continuations, white space, the spelling of names and the order of specifiers do not count.
 */
import { readEntries, type Entry } from './entries.ts';
import type { RequirementLine, RequirementsFile, RequirementsOption } from './model.ts';
import { normalizeName } from './versions.ts';

/** Neither does the order of requirements count. Options stay in order, as a later one may override an earlier one. */
export function requirementsDigestText(file: RequirementsFile): string {
  const entries = readEntries(file.text);
  const options = entries.filter(({ line }) => line?.kind === 'options').map(canonicalText);
  const requirements = entries.filter(({ line }) => line?.kind !== 'options').map(canonicalText);
  return [...options, ...requirements.sort()].join('\n');
}

/** The same with everything in the order of the file. */
export function requirementsOrderedText(file: RequirementsFile): string {
  return readEntries(file.text).map(canonicalText).join('\n');
}

function canonicalText({ text, line }: Entry): string {
  if (line === null) return text;
  if (line.kind === 'options') return line.options.map(optionText).join(' ');
  const settings = line.options.filter(({ name }) => name !== 'hash').map(optionText);
  return [requirementText(line), ...[...line.hashes].sort(), ...settings].join(' ');
}

function optionText({ name, value }: RequirementsOption): string {
  return value === null ? `--${name}` : `--${name}=${JSON.stringify(value)}`;
}

function requirementText(line: RequirementLine): string {
  const what = targetText(line);
  const marker = line.marker === null ? '' : ` ; ${line.marker}`;
  return `${line.editable ? '-e ' : ''}${what}${marker}`;
}

function targetText(line: RequirementLine): string {
  const extras = [...new Set(line.extras.map(normalizeName))].sort();
  const brackets = extras.length === 0 ? '' : `[${extras.join(',')}]`;
  if (line.path !== null) return `${line.path}${brackets}`;
  const name = line.normalizedName ?? line.name;
  if (line.url !== null) return `${name ?? ''}${brackets} @ ${line.url}`;
  // Without a name even the parser does not know what this is.
  if (name === null) return line.text;
  return `${name}${brackets}${line.specifier.split(',').sort().join(',')}`;
}
