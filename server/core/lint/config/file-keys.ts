/** Keys of the file that were written below a table: in TOML all that follows a header is in its table. */
import { quoted } from '../../text/quote.ts';
import { configSchema } from './schema.ts';

const FILE_KEYS = configSchema([]).properties ?? {};

export function isFileKey(key: string): boolean {
  return Object.hasOwn(FILE_KEYS, key);
}

export function misplacedKey(key: string, table: string): string {
  const what = table === 'rules' ? 'no rule' : 'no Dockerfile';
  return `${quoted(key)} is ${what} but a key of the configuration: write it above the first table, such as \`[${table}]\`.`;
}
