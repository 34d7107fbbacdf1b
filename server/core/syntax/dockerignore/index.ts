/** The .dockerignore file: reading it, and asking what it takes out of a context. */
export type { IgnoreFile, IgnorePattern } from './model.ts';
export { normalizePattern, parseIgnoreFile } from './parse.ts';
export { ignoreMatcher, type IgnoreMatcher, type IgnoreState } from './match.ts';
