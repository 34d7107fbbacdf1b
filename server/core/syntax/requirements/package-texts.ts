/** What decides which wheel of a package pip takes, so that two versions of a file tell which ones are others. */
import type { RequirementsFile } from './model.ts';

/**
 * By normalized name, the versions or the address that is asked for. Extras, markers and hashes choose among what is
 * there, not another wheel. A project in a folder has no wheel that is kept, and is left out.
 */
export function packageTexts(file: RequirementsFile): ReadonlyMap<string, string> {
  const texts = new Map<string, readonly string[]>();
  for (const line of file.lines) {
    if (line.kind !== 'requirement' || line.normalizedName === null || line.path !== null) continue;
    const asked = line.url ?? line.specifier.split(',').sort().join(',');
    texts.set(line.normalizedName, [...(texts.get(line.normalizedName) ?? []), asked]);
  }
  // The same package can stand there for several platforms.
  return new Map([...texts].map(([name, asked]) => [name, [...asked].sort().join(' ')]));
}
