/**
 * The Dockerfiles of the workspace and the requirements files that each of them installs. Made when first asked for,
 * kept until files come, go or change.
 */
import path from 'node:path';
import type { Analysis } from '../core/analyze.ts';
import { dockerfileKind } from '../core/documents/index.ts';
import { installedRequirements } from '../core/installed-requirements.ts';
import { findDockerfiles, readDocument } from '../node/files/index.ts';

export interface DockerfileIndex {
  readonly dockerfiles: () => Promise<readonly string[]>;
  /** Dockerfiles that install a requirements file, nearest first. */
  readonly installing: (
    requirements: string,
    contextOf: (dockerfile: string) => string,
  ) => Promise<readonly string[]>;
  /** The analysis of a Dockerfile as the editor has it; null where it cannot be read. */
  readonly analysis: (dockerfile: string) => Promise<Analysis | null>;
  /** Files came or went. */
  readonly forgetFiles: () => void;
}

export interface DockerfileIndexInput {
  readonly analyze: (text: string) => Analysis;
  readonly folders: () => readonly string[];
  /** Unsaved text of a file, where it is open. */
  readonly textOf: (file: string) => string | undefined;
}

export function createDockerfileIndex(input: DockerfileIndexInput): DockerfileIndex {
  let found: Promise<readonly string[]> | null = null;
  const analyses = new Map<string, { readonly text: string; readonly analysis: Analysis }>();

  function dockerfiles(): Promise<readonly string[]> {
    found ??= Promise.all(input.folders().map((folder) => findDockerfiles(folder))).then(
      (lists) => [...new Set(lists.flat())],
    );
    return found;
  }

  async function analysis(dockerfile: string): Promise<Analysis | null> {
    const text = input.textOf(dockerfile) ?? (await readText(dockerfile));
    if (text === null) return null;
    const known = analyses.get(dockerfile);
    if (known?.text === text) return known.analysis;
    const made = input.analyze(text);
    analyses.set(dockerfile, { text, analysis: made });
    return made;
  }

  async function installing(
    requirements: string,
    contextOf: (dockerfile: string) => string,
  ): Promise<readonly string[]> {
    const users: string[] = [];
    for (const dockerfile of await dockerfiles()) {
      const made = await analysis(dockerfile);
      if (!made) continue;
      const context = contextOf(dockerfile);
      // Of what a COPY may name, a file or a folder, only the file in question matters here.
      const exists = (file: string) => path.resolve(context, file) === requirements;
      const installs = installedRequirements(made, { exists });
      if (installs.some((one) => one.contextPath !== null && exists(one.contextPath)))
        users.push(dockerfile);
    }
    const distance = (file: string) =>
      path.relative(path.dirname(requirements), file).split(path.sep).length;
    return users.sort((a, b) => distance(a) - distance(b) || a.localeCompare(b));
  }

  return {
    dockerfiles,
    installing,
    analysis,
    forgetFiles: () => {
      found = null;
      analyses.clear();
    },
  };
}

/** A file that went away since it was found, or that BuildKit cannot read, has nothing to say. */
async function readText(file: string): Promise<string | null> {
  const read = await readDocument(file, dockerfileKind);
  return read.kind === 'text' && read.problem === null ? read.text : null;
}
