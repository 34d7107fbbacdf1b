/** A step fetches a package index for a later one: it stays cached, and the later step installs with an old index. */
import type { Dockerfile } from '../../../syntax/dockerfile/model.ts';
import type { SimpleCommand } from '../../../syntax/shell/index.ts';
import type { TextEdit } from '../../../text/edits.ts';
import type { Rule, RuleFinding, RuleFix, RuleInput } from '../../model.ts';
import { fetchesForLater, type FetchForLater, type IndexCall } from './index-calls.ts';

export const stalePackageIndex: Rule = {
  id: 'stale-package-index',
  family: 'order',
  since: '0.2.0',
  changes: ['text'],
  severity: 'warning',
  summary: 'A step installs with a package index that an earlier, cached step fetched',
  check,
};

function check({ model }: RuleInput): readonly RuleFinding[] {
  return fetchesForLater(model).flatMap((found) => findingsOf(found, model.dockerfile));
}

function findingsOf(found: FetchForLater, dockerfile: Dockerfile): readonly RuleFinding[] {
  const { fetched, readers } = found;
  const [first] = readers;
  if (first === undefined) return [];
  const install = `\`${first.call.text}\` (line ${first.run.instruction.line})`;
  return [
    {
      span: fetched.call.span,
      message: `\`${fetched.call.text}\` stays cached when ${install} changes: that step then has an old index, and fails for packages that the mirror has replaced. Put both in one RUN.`,
      related: readers.map((reader) => ({
        span: reader.call.span,
        message: `\`${reader.call.text}\` needs the index and does not fetch it.`,
      })),
      fixes: fixesOf(found, dockerfile),
    },
  ];
}

/** Nothing is removed: other steps, which nobody sees here, can count on the index. */
function fixesOf({ fetched, readers }: FetchForLater, dockerfile: Dockerfile): readonly RuleFix[] {
  const edits = readers.flatMap((reader) => fetchFirst(fetched, reader, dockerfile) ?? []);
  if (edits.length < readers.length) return [];
  return [
    {
      id: 'fetch-in-same-step',
      title: `Run \`${fetched.call.text}\` in the step that installs, too (review: its layer then has the index as well)`,
      safety: 'review',
      edits,
    },
  ];
}

/** Null where the fetch cannot be written in front of the install as it is. */
function fetchFirst(fetched: IndexCall, reader: IndexCall, { text }: Dockerfile): TextEdit | null {
  const { instruction, command, script } = reader.run;
  if (command.form !== 'shell' || command.heredocs.length > 0 || fetched.command.json) return null;
  const start = startOf(reader.command);
  const lead = text.slice((instruction.flags.at(-1)?.span ?? instruction.keywordSpan).end, start);
  if (script.commands[0] !== reader.command || !BLANK.test(lead)) return null;
  if (fetched.run.view.user !== reader.run.view.user) return null;
  if (prefixOf(fetched, text) !== prefixOf(reader, text)) return null;
  const written = text.slice(startOf(fetched.command), fetched.command.span.end);
  // A variable can have another value there.
  if (/[\n$`]/.test(written)) return null;
  return { span: { start, end: start }, newText: `${written} && ` };
}

/** Blanks and joined lines. */
const BLANK = /^(?:[ \t]|[\\`][ \t]*\r?\n)*$/;

function startOf({ span, assignments }: SimpleCommand): number {
  return Math.min(span.start, ...assignments.map((one) => one.span.start));
}

/** `sudo ` of `sudo -E pip`. */
function prefixOf({ command, call }: IndexCall, text: string): string {
  return text.slice(command.span.start, call.span.start);
}
