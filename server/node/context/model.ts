/** What reading a build context takes and gives, for files on disk and for a revision in git alike. */
import type { ContextNeeds } from '../../core/plan/model.ts';
import type { ContextFiles } from '../../core/forecast/model.ts';
import type { DigestCache } from './digest-cache.ts';

/** What of an ignore file's matcher the walk asks for; paths are relative to the context with `/`. */
export interface PathFilter {
  excludes(path: string): boolean;
  /** Nothing below an excluded folder is taken back in. */
  canSkipFolder(path: string): boolean;
}

export interface ContextProblem {
  readonly code: 'missing' | 'unreadable' | 'not-a-folder' | 'submodule' | 'not-in-revision';
  /** Relative to the context. */
  readonly path: string;
  readonly message: string;
}

export interface ReadContextResult extends ContextFiles {
  readonly problems: readonly ContextProblem[];
  readonly work: ReadWork;
}

/** What the reading took, for logs and tests. */
export interface ReadWork {
  readonly entries: number;
  /** Files whose bytes were read and digested; the others were known from before. */
  readonly digested: number;
}

export interface ReadContextInput {
  /** Absolute path of the context's folder. */
  readonly root: string;
  readonly needs: ContextNeeds;
  readonly ignore: PathFilter | null;
  /** Absolute path → text of unsaved editor buffers. */
  readonly overlay?: ReadonlyMap<string, string>;
  readonly cache?: DigestCache;
  readonly signal?: AbortSignal;
}
