/** The `# syntax` line names a frontend that does not know what the file uses: it refuses the build. */
import {
  namedFrontend,
  newerSyntax,
  newerSyntaxMessage,
} from '../../../syntax/dockerfile/index.ts';
import type { Directive } from '../../../syntax/dockerfile/model.ts';
import type { Rule, RuleFinding, RuleFix, RuleInput } from '../../model.ts';

export const frontendTooOld: Rule = {
  id: 'frontend-too-old',
  family: 'syntax',
  since: '0.2.0',
  changes: ['text'],
  severity: 'error',
  summary: 'The `# syntax` line names a version that does not know a flag or form of the file',
  check,
};

function check({ model: { dockerfile, commands } }: RuleInput): readonly RuleFinding[] {
  const { directives, instructions } = dockerfile;
  const named = namedFrontend(directives);
  const directive = directives.find(({ name }) => name === 'syntax');
  const frontend = named?.frontend ?? null;
  if (named === null || frontend === null || directive === undefined) return [];
  return newerSyntax(instructions, commands, frontend).map((found) => ({
    span: found.span,
    message: newerSyntaxMessage(found, named.image),
    related: [{ span: directive.span, message: 'This line chooses the frontend.' }],
    fixes: [newestFrontend(directive, named.image)],
  }));
}

function newestFrontend({ span, value }: Directive, image: string): RuleFix {
  const start = span.end - value.length;
  return {
    id: 'newest-frontend',
    title: 'Use docker/dockerfile:1, which follows the newest stable version',
    safety: 'review',
    edits: [{ span: { start, end: start + image.length }, newText: 'docker/dockerfile:1' }],
  };
}
