/**
 * Which files get digests of their lines, so that a forecast can name the line that changed. Files that people edit by
 * hand and installers read always do, up to a size; other small text files do until a budget is used up, because a
 * snapshot of a large context should not carry all of its lines.
 */

const MANIFEST_SIZE_LIMIT = 256 * 1024;
const SMALL_FILE_LIMIT = 64 * 1024;
const OTHER_LINES_PER_CONTEXT = 20_000;

/** Matches `requirements.txt`, `dev-requirements.in`, `constraints.txt`, `pyproject.toml`, `uv.lock`, `Dockerfile.dev`. */
const MANIFEST_NAME =
  /^(?:[\w.-]*(?:requirements|constraints)[\w.-]*\.(?:txt|in)|pyproject\.toml|setup\.(?:py|cfg)|pipfile|environment\.ya?ml|package\.json|[\w.-]*dockerfile[\w.-]*|containerfile|makefile|[\w.-]+\.(?:lock|toml))$/i;

/** Lines of such files are values that nobody else should be able to guess at, even from a short digest. */
const PRIVATE_NAME = /^\.?(?:env(?:\..*)?|netrc|pypirc|npmrc|.*\.(?:pem|key))$/i;

export interface LineBudget {
  wants(name: string, size: number): boolean;
  spend(name: string, lines: number): void;
}

export function createLineBudget(): LineBudget {
  let left = OTHER_LINES_PER_CONTEXT;
  return {
    wants(name, size) {
      if (PRIVATE_NAME.test(name)) return false;
      if (isManifest(name)) return size <= MANIFEST_SIZE_LIMIT;
      return size <= SMALL_FILE_LIMIT && left > 0;
    },
    spend(name, lines) {
      if (!isManifest(name)) left -= lines;
    },
  };
}

function isManifest(name: string): boolean {
  return MANIFEST_NAME.test(name) || /^requirements$/i.test(name);
}
