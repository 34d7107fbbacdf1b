/**
 * The builds that compose, bake, script and CI files declare. Each file is read again only when its own text or that of
 * a file that it includes is another one.
 */
import type { DeclaredBuild, DeclaredBuilds } from '../../core/invocations/index.ts';
import { withSlashes } from '../files/index.ts';
import type { ProjectOptions, ProjectProblem } from './model.ts';
import type { Texts } from './texts.ts';

export interface Declared {
  readonly of: (files: readonly string[]) => Promise<{
    readonly builds: readonly DeclaredBuild[];
    readonly problems: readonly ProjectProblem[];
  }>;
}

export interface DeclaredInput {
  readonly options: Pick<ProjectOptions, 'environment' | 'printBake'>;
  readonly texts: Texts;
  readonly rootOf: (file: string) => string;
}

export function isBuildFile(_file: string): boolean {
  return false;
}

export function createDeclared(_input: DeclaredInput): Declared {
  return { of: () => Promise.resolve({ builds: [], problems: [] }) };
}
