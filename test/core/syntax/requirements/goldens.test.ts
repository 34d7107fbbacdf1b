/**
 * Requirements files against the answers of pip's own parser: chosen ones and several hundred random ones (see
 * test/support/oracles/requirements).
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readEntries, type Entry } from '../../../../server/core/syntax/requirements/entries.ts';
import type { RequirementsLine } from '../../../../server/core/syntax/requirements/index.ts';
import { lineIndex, positionAt } from '../../../../server/core/text/lines.ts';

interface Answer {
  readonly text: string;
  readonly lines: readonly AnswerLine[];
}

type AnswerLine = { readonly start: number } & (
  | { readonly kind: 'error' | 'path' | 'unknown'; readonly why: string }
  | { readonly kind: 'options'; readonly options: Readonly<Record<string, readonly unknown[]>> }
  | {
      readonly kind: 'requirement';
      readonly editable: boolean;
      readonly form: 'name' | 'url' | 'path';
      readonly name: string | null;
      readonly extras: readonly string[];
      readonly specifiers: readonly string[];
      readonly url: string | null;
      readonly marker: boolean;
      readonly hashes: readonly string[];
      readonly settings: Readonly<Record<string, string | readonly string[]>>;
    }
);

const FIXTURE = new URL('../../../fixtures/requirements/generated.json', import.meta.url);
const answers = JSON.parse(readFileSync(FIXTURE, 'utf8')) as readonly Answer[];

describe('requirements: against pip', () => {
  it('has enough answers', () => assert.ok(answers.length > 400));
  for (const { text, lines } of answers) {
    it(JSON.stringify(text), () => {
      const entries = readEntries(text);
      const index = lineIndex(text);
      assert.deepEqual(
        entries.map((entry) => describeOurs(entry)),
        lines.map((line, number) =>
          describeTheirs(line, entries[number], positionAt(index, line.start).line),
        ),
      );
    });
  }
});

type Description = Readonly<Record<string, unknown>>;

function describeOurs({ line, problems }: Entry): Description {
  if (line === null) {
    assert.ok(problems.some(({ severity }) => severity === 'error'));
    return { kind: 'error' };
  }
  assert.ok(problems.every(({ severity }) => severity === 'warning'));
  return { line: line.line, ...describeLine(line) };
}

function describeLine(line: RequirementsLine): Description {
  if (line.kind === 'options') {
    const options: Record<string, unknown[]> = {};
    for (const { name, value } of line.options) {
      if (COUNTED_ELSEWHERE.includes(name)) continue;
      const values = name === 'index-url' || value === null ? [] : (options[name] ?? []);
      options[name] = [...values, value ?? true];
    }
    return { kind: 'options', options };
  }
  const settings = line.options.flatMap(({ name, value }) =>
    name === 'config-settings' ? [value] : [],
  );
  return {
    kind: 'requirement',
    editable: line.editable,
    form: line.form,
    name: line.normalizedName,
    extras: [...new Set(line.extras.map((extra) => extra.toLowerCase()))].sort(),
    specifiers: line.specifier === '' ? [] : [...new Set(line.specifier.split(','))].sort(),
    url: line.url !== null && /^file:.*\.\.\//.test(line.url) ? 'relative' : line.url,
    marker: line.marker !== null,
    hashes: [...line.hashes].sort(),
    settings: [...settings].sort(),
  };
}

/** pip keeps these as sets of packages, which do not tell what was written. */
const COUNTED_ELSEWHERE = ['no-binary', 'only-binary', 'all-releases', 'only-final'];

/** Their answer in our words. Where only the disk or a variable's value could tell, ours is taken. */
function describeTheirs(line: AnswerLine, ours: Entry | undefined, number: number): Description {
  const ownWords = ours === undefined ? { kind: 'nothing' } : describeOurs(ours);
  const hasVariable = /\$\{[A-Z0-9_]+\}/.test(ours?.text ?? '');
  switch (line.kind) {
    case 'error':
      return hasVariable ? ownWords : { kind: 'error' };
    case 'path':
      assert.equal(ownWords['form'], 'path');
      return ownWords;
    case 'unknown':
      assert.ok(ownWords['form'] === 'path' || ownWords['kind'] === 'error' || hasVariable);
      return ownWords;
    case 'options':
      return {
        line: number,
        kind: 'options',
        options: hasVariable ? ownWords['options'] : line.options,
      };
    case 'requirement': {
      const { name, extras, settings, kind, editable, form, specifiers, url, marker, hashes } =
        line;
      const theirs = {
        line: number,
        ...{ kind, editable, form, specifiers, url, marker, hashes },
        name: name === null ? null : name.replace(/[-_.]+/g, '-').toLowerCase(),
        extras: [...new Set(extras.map((extra) => extra.toLowerCase()))].sort(),
        settings: Object.entries(settings)
          .flatMap(([key, value]) => [value].flat().map((one) => `${key}=${one}`))
          .sort(),
      };
      return hasVariable ? { ...theirs, ...variableParts(ownWords) } : theirs;
    }
  }
}

/** Parts that may hold a variable as written, where pip has the value. */
function variableParts({
  name,
  specifiers,
  url,
  hashes,
  extras,
  settings,
}: Description): Description {
  return { name, specifiers, url, hashes, extras, settings };
}
