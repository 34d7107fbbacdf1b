/** The installers whose output inside a step is understood. A format is one file, one line here and a sample folder. */
import type { InstallerFormat } from './model.ts';
import { pipFormat } from './pip.ts';

export const INSTALLER_FORMATS: readonly InstallerFormat[] = [pipFormat];
