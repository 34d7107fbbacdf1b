/** Which builds install a requirements file: up through the files that name it, to the Dockerfiles. */
import path from 'node:path';
import type { InvocationChoice } from '../../core/invocations/index.ts';
import { groupBy } from '../../core/text/group-by.ts';
import type { Index } from './make-index.ts';
import { isInstall, type Installer, type Reader } from './model.ts';

/** A file on the way, and how it is reached from the one that was asked about. */
interface Way {
  readonly file: string;
  readonly via: readonly string[];
  /** A constraint is on the way: it says versions and installs nothing. */
  readonly isConstraint: boolean;
}

/** Of each build one: a way that installs before one that only constrains, then the shortest. */
export function installersIn(index: Index, file: string): readonly Installer[] {
  const found = new Map<string, Installer>();
  const seen = new Set<string>();
  let level: readonly Way[] = [{ file, via: [], isConstraint: false }];
  while (level.length > 0) {
    const next: Way[] = [];
    for (const way of level) {
      for (const reader of index.readers.get(way.file) ?? []) {
        if (!isInstall(reader)) continue;
        const isConstraint = way.isConstraint || reader.kind === 'constraint';
        for (const installer of installersAt(index, reader, { ...way, isConstraint })) {
          const key = `${installer.dockerfile}\0${installer.invocation.id}`;
          const known = found.get(key);
          if (!known || (known.kind === 'constraint' && installer.kind === 'requirement'))
            found.set(key, installer);
        }
        const step = `${reader.file}\0${String(isConstraint)}`;
        if (seen.has(step) || index.invocations.has(reader.file)) continue;
        seen.add(step);
        next.push({ file: reader.file, via: [reader.file, ...way.via], isConstraint });
      }
    }
    level = next;
  }
  return nearestFirst([...found.values()], file);
}

/**
 * Of each Dockerfile only the builds that come into question where nobody says which is meant: what else installs the
 * file in CI would be one more line for the same image.
 */
export async function meantInstallers(
  installers: readonly Installer[],
  choose: (dockerfile: string) => Promise<InvocationChoice>,
): Promise<readonly Installer[]> {
  const kept: Installer[] = [];
  for (const [dockerfile, ways] of groupBy(installers, (one) => one.dockerfile)) {
    const { invocation, candidates } = await choose(dockerfile);
    const meant = new Set([...candidates, ...(invocation ? [invocation] : [])].map(({ id }) => id));
    const those = ways.filter((one) => meant.has(one.invocation.id));
    kept.push(...(those.length > 0 ? those : ways));
  }
  return kept;
}

/** The builds of a Dockerfile whose own context has the file: another context has another file of that name. */
function installersAt(index: Index, reader: Reader, way: Way): readonly Installer[] {
  const { file: dockerfile, context, inline } = reader;
  const kind = way.isConstraint ? 'constraint' : 'requirement';
  return (index.invocations.get(dockerfile) ?? [])
    .filter((one) => one.context === context && one.inline === (inline ?? null))
    .map((invocation) => ({ dockerfile, invocation, via: way.via, kind }));
}

function nearestFirst(installers: readonly Installer[], file: string): readonly Installer[] {
  const folder = path.dirname(file);
  const distance = (one: string) => path.relative(folder, one).split(path.sep).length;
  return [...installers].sort(
    (a, b) =>
      distance(a.dockerfile) - distance(b.dockerfile) || a.dockerfile.localeCompare(b.dockerfile),
  );
}
