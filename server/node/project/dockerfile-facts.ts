/** What a Dockerfile says by itself: its analysis without rules, and the evidence of its context. By text, remembered. */
import { analyze, type Analysis } from '../../core/analyze.ts';
import { installedRequirements } from '../../core/installed-requirements.ts';
import { cacheUsers, strangers, type CacheUser } from '../../core/rules/cache-mount/cache-users.ts';
import { contextEvidence, type ContextEvidence } from '../../core/invocations/index.ts';

export interface DockerfileFacts {
  readonly text: string;
  readonly analysis: Analysis;
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

export function dockerfileFacts(file: string, text: string): DockerfileFacts {
  const analysis = analyze({ text, rules: [] });
  let evidence: ContextEvidence | null = null;
  let users: readonly CacheUser[] | null = null;
  const byContext = new Map<string, readonly InstalledFile[]>();
  return {
    text,
    analysis,
    evidence: () => (evidence ??= contextEvidence(analysis)),
    installs: (context, isFile) => {
      const known = byContext.get(context);
      if (known !== undefined) return known;
      const installs = installedIn(analysis, isFile);
      byContext.set(context, installs);
      return installs;
    },
    cacheUsers: () => (users ??= strangers(cacheUsers(analysis), file)),
    forgetContexts: () => byContext.clear(),
  };
}

function installedIn(
  analysis: Analysis,
  isFile: (contextPath: string) => boolean,
): readonly InstalledFile[] {
  return installedRequirements(analysis, { exists: isFile }).flatMap((one) => {
    const { contextPath, kind, instructionIndex } = one;
    const line = analysis.dockerfile.instructions[instructionIndex]?.line ?? 1;
    return contextPath === null ? [] : [{ contextPath, kind, line }];
  });
}
