/** The managers whose output is understood. A new one is one file in its folder, one line here, and samples of it. */
import { aptLog } from './apt/log.ts';
import { goLog } from './go/log.ts';
import type { ManagerLog } from './log-model.ts';
import { npmLog } from './npm/log.ts';
import { pipLog } from './pip/log.ts';
import { uvLog } from './uv/log.ts';

export const MANAGER_LOGS: readonly ManagerLog[] = [pipLog, uvLog, aptLog, npmLog, goLog];
