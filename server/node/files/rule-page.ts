/** The pages of the rules, which ship beside the bundles; the sources find those of the repository. */
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';

/** Absolute path; null in an installation without the pages. */
export function rulePageFile(rule: string): string | null {
  const program = programFolder();
  const files = ['..', '../..'].map((up) => path.resolve(program, up, 'docs/rules', `${rule}.md`));
  return files.find((file) => existsSync(file)) ?? null;
}

/** `dist/` of an installation, also where the program is a link to it; `server/cli` of the sources. */
function programFolder(): string {
  try {
    return path.dirname(realpathSync(process.argv[1] ?? ''));
  } catch {
    return process.cwd();
  }
}
