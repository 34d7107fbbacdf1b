/** Every package manager that the rules know. A new one is its folder, a line here, its fixtures, and its facts verified. */
import type { PackageManager } from './model.ts';
import { apt } from './apt/apt.ts';
import { go } from './go/go.ts';
import { npm } from './npm/npm.ts';
import { pip } from './pip/pip.ts';
import { uv } from './uv/uv.ts';

export const PACKAGE_MANAGERS: readonly PackageManager[] = [pip, uv, apt, npm, go];
