/** What a Dockerfile says by itself: its build model, and the evidence of its context. By text, remembered. */
import type { Models } from '../../core/build-model/build-model.ts';
import type { BuildModel } from '../../core/build-model/model.ts';
import { installedRequirements } from '../../core/build-model/installed-requirements.ts';
import type { CacheUser } from '../../core/lint/model.ts';
import { cacheUsers, strangers } from '../../core/lint/caches/cache-users.ts';
import { contextEvidence, type ContextEvidence } from '../../core/invocations/index.ts';

export interface DockerfileFacts {
  readonly text: string;
  readonly model: BuildModel;
  readonly evidence: () => ContextEvidence;
  /** The files that its steps install in a context; `isFile` takes paths relative to the context. */
  readonly installs: (
    context: string,
    isFile: (contextPath: string) => boolean,
  ) => readonly InstalledFile[];
  /** Uses of package caches, for the other Dockerfiles of the project; the file is the absolute path. */
  readonly cacheUsers: () => readonly CacheUser[];
  /** Files came or went. */
  readonly forgetContexts: () => void;
}

export interface InstalledFile {
  /** Relative to the context, with `/`. */
  readonly contextPath: string;
  readonly kind: 'requirement' | 'constraint';
  /** Of the instruction, from 1. */
  readonly line: number;
}

export function dockerfileFacts(file: string, text: string, models: Models): DockerfileFacts {
  const model = models({ text });
  let evidence: ContextEvidence | null = null;
  let users: readonly CacheUser[] | null = null;
  const byContext = new Map<string, readonly InstalledFile[]>();
  return {
    text,
    model,
    evidence: () => (evidence ??= contextEvidence(model)),
    installs: (context, isFile) => {
      const known = byContext.get(context);
      if (known !== undefined) return known;
      const installs = installedIn(model, isFile);
      byContext.set(context, installs);
      return installs;
    },
    cacheUsers: () => (users ??= strangers(cacheUsers(model), file)),
    forgetContexts: () => byContext.clear(),
  };
}

function installedIn(
  model: BuildModel,
  isFile: (contextPath: string) => boolean,
): readonly InstalledFile[] {
  return installedRequirements(model, { exists: isFile }).flatMap((one) => {
    const { contextPath, kind, instructionIndex } = one;
    const line = model.dockerfile.instructions[instructionIndex]?.line ?? 1;
    return contextPath === null ? [] : [{ contextPath, kind, line }];
  });
}
