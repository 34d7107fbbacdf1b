/** The pages of the rules, which ship beside the bundles. */
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';

/** Absolute path; null in an installation without the pages. */
export function rulePageFile(rule: string): string | null {
  const file = path.resolve(programFolder(), '..', 'docs/rules', `${rule}.md`);
  return existsSync(file) ? file : null;
}

/** `dist/` of an installation, also where the program is a link to it. */
function programFolder(): string {
  try {
    return path.dirname(realpathSync(process.argv[1] ?? ''));
  } catch {
    return process.cwd();
  }
}
