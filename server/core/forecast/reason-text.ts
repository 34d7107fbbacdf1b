/** How reasons speak of steps, lines and files, and how they name the file that they are about. */
import type { PlanStep } from '../plan/model.ts';
import { oneLine } from '../text/one-line.ts';
import { withoutCredentials } from './snapshot.ts';

/** What a reason's `file` stands for: the Dockerfile, a file of a context, or a context's ignore file. */
export type ReasonFile =
  | { readonly role: 'dockerfile' }
  | { readonly role: 'context'; readonly context: string; readonly path: string }
  | { readonly role: 'ignore'; readonly context: string };

export const DOCKERFILE = 'dockerfile:';

export function contextFile(context: string, path: string): string {
  return `context:${encodeURIComponent(context)}:${path}`;
}

export function ignoreFile(context: string): string {
  return `ignore:${encodeURIComponent(context)}`;
}

/** Null for a text that is none of these. */
export function reasonFile(file: string): ReasonFile | null {
  if (file === DOCKERFILE) return { role: 'dockerfile' };
  const match = /^(context|ignore):([^:]*)(?::([^]*))?$/.exec(file);
  const context = match?.[2] === undefined ? null : decode(match[2]);
  if (match === null || context === null) return null;
  if (match[1] === 'ignore') return { role: 'ignore', context };
  return { role: 'context', context, path: match[3] ?? '' };
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** `RUN pip install -r requirements.txt`, in one line and not too long. */
export function stepLabel(step: PlanStep): string {
  const keyword = step.keyword === 'LINK' ? 'COPY' : step.keyword;
  const written = withoutCredentials(step.text).trim();
  const text = written.toUpperCase().startsWith(keyword) ? written : `${keyword} ${written}`;
  return `\`${oneLine(text).replaceAll('`', "'")}\``;
}

export function stepWithLine(step: PlanStep): string {
  return `${stepLabel(step)} (line ${step.line})`;
}

export function countOf(n: number, one: string, many: string): string {
  return n === 1 ? `1 ${one}` : `${n} ${many}`;
}
