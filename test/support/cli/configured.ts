/** A repository with one Dockerfile that has one finding, for tests of what configurations make of it. */
import { addFiles, folderWith, removeFolders } from '../../node/support/folders.ts';
import { cli, validJson } from './command-line.ts';

export const INSTALL = 'FROM python:3.12\nRUN pip install six\n';
export const RULE = 'missing-cache-mount';
export const CONFIG = 'layer-forecast.toml';
/** The finding, as `found` names it. */
export const OWN = `app/Dockerfile:2 warning ${RULE}`;

export interface ConfiguredRepository {
  readonly add: (files: Readonly<Record<string, string | Uint8Array>>) => void;
  /** What `check` with these arguments finds: `app/Dockerfile:2 warning missing-cache-mount`. */
  readonly found: (...args: readonly string[]) => Promise<readonly string[]>;
}

/** To be called in a `describe`: hands `use` the folder before each test, and removes it after. */
export function configuredRepository(use: (folder: string) => void): ConfiguredRepository {
  let cwd = '';
  beforeEach(() => {
    cwd = folderWith({ '.git/HEAD': 'ref: refs/heads/main\n', 'app/Dockerfile': INSTALL });
    use(cwd);
  });
  afterEach(removeFolders);
  return {
    add: (files) => addFiles(cwd, files),
    found: async (...args) => {
      const ran = await cli(['check', '--format', 'json', ...args], { cwd });
      return validJson('check', ran).findings.map(
        ({ file, range, severity, rule }) =>
          `${file}:${String(range.start.line)} ${severity} ${rule}`,
      );
    },
  };
}
