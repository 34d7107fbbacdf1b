/** Words that are out: in comments, documents, messages, and in what the program prints. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** Each with what to write instead. */
const OUT: readonly (readonly [RegExp, string])[] = [
  [/\banew\b/i, 'again'],
  [/\bforetold\b/i, 'predicted'],
  [/\bwhoever\b/i, 'name the user, the caller or the request'],
  [/\bis (?:another|a different) one\b/i, 'changed'],
  [/\b(?:is|are) (?:not )?to be had\b/i, 'is not available'],
  [/\bnot found out\b/i, 'could not'],
  [/\bbehind (?:it|its|them|the others)\b/i, 'after'],
  [/\bmend(?:s|ed|ing)?\b/i, 'fix'],
  [/\bwho asks\b/i, 'the caller'],
];

export interface WordOut {
  readonly word: string;
  readonly instead: string;
  /** The line in which it stands, made short. */
  readonly line: string;
}

export function wordsOut(text: string): readonly WordOut[] {
  return OUT.flatMap(([pattern, instead]) => {
    const found = pattern.exec(text);
    if (found === null) return [];
    const start = text.lastIndexOf('\n', found.index) + 1;
    const end = text.indexOf('\n', found.index);
    const line = text.slice(Math.max(start, found.index - 80), end === -1 ? undefined : end);
    return [{ word: found[0], instead, line: line.trim().slice(0, 160) }];
  });
}

/** The file in which a suite keeps what the program printed; the runner names it. */
const PRINTED = 'LAYER_FORECAST_PRINTED';

export function printedVariable(file: string): Readonly<Record<string, string>> {
  return { [PRINTED]: file };
}

/** Keeps what the program printed, sent or showed, for the runner to look at. */
export function keepPrinted(text: string): void {
  const file = process.env[PRINTED];
  if (file !== undefined && text !== '') appendFileSync(file, `${text}\n`);
}

/** As failures, each word once. */
export function wordsPrinted(file: string): readonly string[] {
  if (!existsSync(file)) return [];
  return wordsOut(readFileSync(file, 'utf8')).map(
    ({ word, instead, line }) => `the program printed "${word}", write ${instead}: ${line}`,
  );
}
