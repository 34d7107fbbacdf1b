/** A comment allows what no rule finds: it was needed once, or names a rule that does not exist. */
import { didYouMean } from '../../../text/suggest.ts';
import type { Span } from '../../../text/span.ts';
import type { Rule, RuleFinding, RuleFix, RuleInput, UsedAllow } from '../../model.ts';

export const unusedAllow: Rule = {
  id: 'unused-allow',
  family: 'findings',
  since: '0.1.0',
  changes: [],
  severity: 'warning',
  summary: 'A comment allows a finding that is not there, or names a rule that does not exist',
  readsFindings: true,
  check,
};

function check(input: RuleInput): readonly RuleFinding[] {
  return input.allows.flatMap((allow): readonly RuleFinding[] => {
    const { problem, rules, span } = allow;
    if (problem !== null) return [{ span, message: problem, related: [], fixes: [] }];
    return rules
      .filter(({ id }) => !allow.used.has(id))
      .map(({ id, span: place }) => {
        const rule = { id, span: place };
        const fixes = [removal(allow, rule, input.model.dockerfile.text)];
        return { span: place, message: messageOf(id, allow, input.ruleIds), related: [], fixes };
      });
  });
}

function messageOf(id: string, { covers }: UsedAllow, ids: readonly string[]): string {
  if (!ids.includes(id)) return `There is no rule \`${id}\`.${didYouMean(id, ids)}`;
  if (covers === null) return `No instruction stands below this comment, so it allows nothing.`;
  const where = covers === 'file' ? 'in this file' : 'in the instruction below';
  return `\`${id}\` finds nothing ${where}. Remove it from the comment.`;
}

/** Of the only rule of a comment the whole line. */
function removal(
  { rules, span }: UsedAllow,
  rule: { readonly id: string; readonly span: Span },
  text: string,
): RuleFix {
  const id = 'remove-allow';
  const title = `Stop allowing ${rule.id}`;
  if (rules.length === 1)
    return { id, title, safety: 'safe', edits: [{ span: wholeLine(text, span), newText: '' }] };
  const at = rules.findIndex((one) => one.span.start === rule.span.start);
  const [before, after] = [rules[at - 1], rules[at + 1]];
  // With the comma or blank that parts it from its neighbour.
  const place =
    after === undefined
      ? { start: before?.span.end ?? rule.span.start, end: rule.span.end }
      : { start: rule.span.start, end: after.span.start };
  return { id, title, safety: 'safe', edits: [{ span: place, newText: '' }] };
}

function wholeLine(text: string, span: Span): Span {
  const start = text.lastIndexOf('\n', span.start - 1) + 1;
  const end = text.indexOf('\n', span.end);
  return { start, end: end < 0 ? text.length : end + 1 };
}
