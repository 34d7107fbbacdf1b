/** Every package manager that the rules know. A new one is one entry, one fixture folder, and its facts verified. */
import type { PackageManager } from './model.ts';
import { pip } from './pip.ts';

export const PACKAGE_MANAGERS: readonly PackageManager[] = [pip];
