/** What a build context weighs, and what of it is worth a look. */
export { largestEntries, N_LARGEST } from './largest.ts';
export type { Amount, SizedEntry, SizedFolder } from './model.ts';
export { unwantedFolders } from './unwanted.ts';
