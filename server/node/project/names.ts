/** Kinds of files by their names, for paths of this system. */
import path from 'node:path';
import { isDockerfileName } from '../files/index.ts';

export function isDockerfile(file: string): boolean {
  return isDockerfileName(path.basename(file));
}

const REQUIREMENTS_NAME =
  /(?:requirements|constraints)[^/]*\.(?:txt|in)$|(?:^|\/)requirements\/[^/]+\.(?:txt|in)$/;

export function isRequirements(file: string): boolean {
  return REQUIREMENTS_NAME.test(file);
}
