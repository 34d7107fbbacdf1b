/** One line for what a build sends: `412 MB, 8,120 files; .git 300 MB`. */
import { formatBytes, formatCount } from '../../protocol/bytes.ts';
import type { ContextAmount, ContextReport, LocalContext } from '../../protocol/report.ts';

/** An entry with this share of it all is what makes it large. */
const NAMED_SHARE = 0.2;
const MOST_NAMED = 3;

export function contextHeadline({ sent, contexts }: ContextReport): string {
  if (sent.files === 0) return `Nothing is sent: ${whyNothing(contexts)}.`;
  const named = contexts
    .flatMap(({ largest }) => largest)
    .filter(({ bytes }) => sent.files > 1 && bytes > 0 && bytes >= sent.bytes * NAMED_SHARE)
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, MOST_NAMED)
    .map(({ path, bytes }) => `${path} ${formatBytes(bytes)}`);
  return [amountText(sent), ...(named.length === 0 ? [] : [named.join(', ')])].join('; ');
}

/** `412 MB, 8,120 files`. */
export function amountText({ files, bytes }: ContextAmount): string {
  return `${formatBytes(bytes)}, ${formatCount(files)} ${files === 1 ? 'file' : 'files'}`;
}

export function whyNothing(contexts: readonly LocalContext[]): string {
  const [first] = contexts.flatMap(({ askedBy }) => askedBy);
  return first === undefined
    ? 'no COPY, ADD or bind mount of this build reads a build context'
    : `the build context has no file that ${first.instruction} in line ${String(first.line)} asks for`;
}
