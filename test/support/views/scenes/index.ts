/** The scenes that the views are tested and pictured with; each is recorded from real builds. */
import type { Scene } from '../recorder.ts';
import { API } from './api.ts';
import { BLOG } from './blog.ts';
import { FAILED } from './failed.ts';
import { MONOREPO } from './monorepo.ts';
import { SHORT_STEP } from './short-step.ts';
import { THREE_HUNDRED } from './three-hundred.ts';

export const SCENES: readonly Scene[] = [FAILED, BLOG, API, MONOREPO, SHORT_STEP, THREE_HUNDRED];
