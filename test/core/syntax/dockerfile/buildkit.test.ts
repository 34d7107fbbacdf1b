/**
 * Our reading against BuildKit's own, which is committed beside each Dockerfile of test/fixtures/dockerfile (see
 * test/support/oracles/dockerfile). The folder's name says what the case is about.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  expandWord,
  expandWords,
  readHeredocWord,
  type ExpandOptions,
} from '../../../../server/core/syntax/dockerfile/index.ts';
import { ourReading } from '../../../support/dockerfile/reading.ts';

const fixtures = join(import.meta.dirname, '../../../fixtures/dockerfile');

describe('a Dockerfile is read as BuildKit reads it', () => {
  const folders = readdirSync(fixtures).filter((name) =>
    existsSync(join(fixtures, name, 'Dockerfile')),
  );
  for (const name of folders) {
    it(name, () => {
      const text = readFileSync(join(fixtures, name, 'Dockerfile'), 'utf8');
      assert.deepEqual(plain(ourReading(text)), readFixture(join(name, 'buildkit.json')));
    });
  }
});

interface WordCase extends Omit<ExpandOptions, 'lookup' | 'escape'> {
  readonly word: string;
  readonly escape?: '`';
}

interface WordAnswer {
  readonly value: string;
  readonly words: readonly string[];
  readonly unset: readonly string[];
}

describe('a word means what it means to BuildKit', () => {
  const { env, words } = readFixture('words.json') as {
    readonly env: Readonly<Record<string, string>>;
    readonly words: readonly WordCase[];
  };
  const answers = readFixture('words.buildkit.json') as readonly (WordAnswer | null)[];
  words.forEach(({ word, escape, ...flags }, index) => {
    const settings = Object.keys(flags).concat(escape === undefined ? [] : ['escape `']);
    it(`${word.replace(/\s/g, '␣')} ${settings.join(' ')}`, () => {
      const options: ExpandOptions = {
        ...flags,
        escape: escape ?? '\\',
        lookup: (name) => env[name],
      };
      const one = expandWord(word, options);
      const many = expandWords(word, options);
      const answer = answers[index];
      if (answer === null || answer === undefined) {
        assert.equal(one.problems.length, 1);
        assert.equal(many.problems.length, 1);
        return;
      }
      assert.deepEqual(
        { value: one.value, words: many.values, unset: [...one.unset].sort(), problems: [] },
        { ...answer, unset: [...answer.unset].sort(), problems: one.problems },
      );
    });
  });
});

describe('a here-document word is what it is to BuildKit', () => {
  const words = readFixture('heredoc-words.json') as readonly string[];
  const answers = readFixture('heredoc-words.buildkit.json') as readonly unknown[];
  words.forEach((word, index) => {
    it(JSON.stringify(word), () => {
      const read = readHeredocWord(word);
      const ours = { heredoc: () => wordOf(read), none: () => null, error: () => 'error' };
      assert.deepEqual(ours[read.kind](), answers[index]);
    });
  });
});

function wordOf(read: ReturnType<typeof readHeredocWord>): unknown {
  return read.kind === 'heredoc' ? read.word : null;
}

function readFixture(name: string): unknown {
  return JSON.parse(readFileSync(join(fixtures, name), 'utf8'));
}

/** Without undefined members and prototypes. */
function plain(value: object): unknown {
  return JSON.parse(JSON.stringify(value));
}
