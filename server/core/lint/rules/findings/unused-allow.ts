/** A comment allows what no rule finds: it was needed once, or names a rule that does not exist. */
import type { BuildModel } from '../../../build-model/model.ts';
import { parseDockerfile } from '../../../syntax/dockerfile/index.ts';
import type { Dockerfile } from '../../../syntax/dockerfile/model.ts';
import { applyEdits, type TextEdit } from '../../../text/edits.ts';
import { didYouMean } from '../../../text/suggest.ts';
import type { AllowedRule } from '../../allow.ts';
import type { Span } from '../../../text/span.ts';
import type { Rule, RuleFinding, RuleFix, RuleInput, UsedAllow } from '../../model.ts';

export const unusedAllow: Rule = {
  id: 'unused-allow',
  family: 'findings',
  since: '0.2.0',
  changes: [],
  severity: 'warning',
  summary: 'A comment allows a rule that finds nothing there, or names a rule that does not exist',
  readsFindings: true,
  check,
};

function check(input: RuleInput): readonly RuleFinding[] {
  const { text } = input.model.dockerfile;
  return input.allows.flatMap((allow): readonly RuleFinding[] => {
    const { problem, rules, span } = allow;
    if (problem !== null) return [{ span, message: problem, related: [], fixes: [] }];
    return rules
      .filter(({ id }) => !allow.used.has(id))
      .map((rule) => {
        const edit = removal(allow, rule, text);
        const fixes = changesDirectives(edit, input.model) ? [] : [fixOf(rule, edit, input)];
        const message = messageOf(rule.id, allow, input.ruleIds);
        return { span: rule.span, message, related: [], fixes };
      });
  });
}

function messageOf(id: string, { covers }: UsedAllow, ids: readonly string[]): string {
  if (!ids.includes(id)) return `There is no rule \`${id}\`.${didYouMean(id, ids)}`;
  if (covers === null) return `No instruction stands below this comment, so it allows nothing.`;
  const where = covers === 'file' ? 'in this file' : 'in the instruction below';
  return `\`${id}\` finds nothing ${where}. Remove it from the comment.`;
}

/** A misspelled rule was meant to be allowed: without it, the fix that its author does not want would be next. */
function fixOf({ id }: AllowedRule, edit: TextEdit, { ruleIds }: RuleInput): RuleFix {
  const title = `Stop allowing ${id}`;
  return ruleIds.includes(id)
    ? { id: 'remove-allow', title, safety: 'safe', edits: [edit] }
    : {
        id: 'remove-allow',
        title: `${title} (review: another rule may be meant)`,
        safety: 'review',
        edits: [edit],
      };
}

/** Of the only rule of a comment the whole line. */
function removal({ rules, span }: UsedAllow, rule: AllowedRule, text: string): TextEdit {
  if (rules.length === 1) return { span: wholeLine(text, span), newText: '' };
  const at = rules.indexOf(rule);
  const [before, after] = [rules[at - 1], rules[at + 1]];
  // With the comma or blank that parts it from its neighbour.
  const place =
    after === undefined
      ? { start: before?.span.end ?? rule.span.start, end: rule.span.end }
      : { start: rule.span.start, end: after.span.start };
  return { span: place, newText: '' };
}

/** A comment above `# syntax` or `# escape` makes an ordinary comment of it, and without it the directive counts. */
function changesDirectives(edit: TextEdit, { dockerfile }: BuildModel): boolean {
  const [first] = dockerfile.instructions;
  if (first !== undefined && first.span.start < edit.span.start) return false;
  const after = parseDockerfile(applyEdits(dockerfile.text, [edit])).value;
  const said = ({ directives }: Dockerfile): string =>
    JSON.stringify(directives.map(({ name, value }) => [name, value]));
  return said(after) !== said(dockerfile);
}

function wholeLine(text: string, span: Span): Span {
  const start = text.lastIndexOf('\n', span.start - 1) + 1;
  const end = text.indexOf('\n', span.end);
  return { start, end: end < 0 ? text.length : end + 1 };
}
