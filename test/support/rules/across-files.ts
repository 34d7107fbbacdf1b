/**
 * Throw-away rules that use what no rule of the product uses yet: a finding in another file, a fix of several files that
 * makes one, rules of other subjects, and options.
 */
import path from 'node:path';
import type { Rule } from '../../../server/core/lint/model.ts';
import { optionsOf, type RuleOptions } from '../../../server/core/lint/options.ts';

const facts = { family: 'findings', since: '0.1.0', changes: [], severity: 'warning' } as const;

/** `FROM old`: the fix writes `FROM new`, notes it in `notes.txt` beside the file, and makes `made.txt`. */
export const oldImage: Rule = {
  ...facts,
  ...{ id: 'old-image', summary: 'An old image', changes: ['text'] },
  check: ({ file, model: { dockerfile } }) => {
    const at = dockerfile.text.indexOf('FROM old');
    if (at < 0 || file === null) return [];
    const span = { start: at + 5, end: at + 8 };
    const beside = (name: string): string => path.join(path.dirname(file), name);
    const start = { start: 0, end: 0 };
    const note = { file: beside('notes.txt'), span: start };
    return [
      {
        span,
        message: 'An old image.',
        related: [{ ...note, message: 'Has no note of it.', isOtherEnd: true }],
        fixes: [
          {
            ...{ id: 'new-image', title: 'Take the new image', safety: 'safe' },
            edits: [
              { span, newText: 'new' },
              { ...note, newText: 'The image is new.\n' },
              { file: beside('made.txt'), create: 'made\n' },
            ],
          },
        ],
      },
    ];
  },
};

/** A Dockerfile with `# pinned` wants a pin in the first line of the requirements file beside it. */
export const unpinned: Rule = {
  ...facts,
  ...{ id: 'unpinned', summary: 'No pin' },
  check: ({ file, model: { dockerfile } }) => {
    const at = dockerfile.text.indexOf('# pinned');
    if (at < 0 || file === null) return [];
    return [
      {
        file: path.join(path.dirname(file), 'requirements.txt'),
        span: { start: 0, end: 5 },
        message: 'The Dockerfile says that this is pinned.',
        related: [{ span: { start: at, end: at + 8 }, message: 'Says so.' }],
        fixes: [],
      },
    ];
  },
};

const LENGTHS = {
  'max-length': { type: 'integer', default: 5, minimum: 1, description: 'Letters of a name.' },
  'skip-names': {
    ...{ type: 'array', items: { type: 'string' }, default: [] },
    description: 'Names that may be longer.',
  },
} as const satisfies RuleOptions;

export const longName: Rule = {
  ...facts,
  ...{ id: 'long-name', summary: 'A long name', options: LENGTHS },
  subject: 'requirements',
  check: (input) => {
    const { 'max-length': longest, 'skip-names': skipped } = optionsOf(input, LENGTHS);
    return input.document.lines.flatMap((line) => {
      const name = line.kind === 'requirement' ? line.name : null;
      if (name === null || name.length <= longest || skipped.includes(name)) return [];
      const span = { start: line.span.start, end: line.span.start + name.length };
      const newText = name.slice(0, longest);
      const fix = { id: 'shorter', title: `Shorten ${name}`, safety: 'safe' } as const;
      return [
        {
          ...{ span, message: `${name} is long.`, related: [] },
          fixes: [{ ...fix, edits: [{ span, newText }] }],
        },
      ];
    });
  },
};

export const everything: Rule = {
  ...facts,
  ...{ id: 'everything-ignored', summary: 'A lone star' },
  subject: 'ignore-file',
  check: ({ document }) =>
    document.patterns.flatMap(({ pattern, span }) =>
      pattern === '*' ? [{ span, message: 'Ignores all.', related: [], fixes: [] }] : [],
    ),
};

export const RULES: readonly Rule[] = [oldImage, unpinned, longName, everything];
