/** Kinds of files by their names, for paths of this system; where a name leaves the kind open, the text decides. */
import { buildFileKind } from '../../core/documents/declared-builds.ts';
import {
  composeKind,
  dockerfileKind,
  kindOfPath,
  matchName,
  requirementsKind,
} from '../../core/documents/index.ts';
import { withSlashes } from '../files/index.ts';
import type { Texts } from './texts.ts';

export function isDockerfile(file: string, texts: Pick<Texts, 'read'>): boolean {
  const match = matchName(dockerfileKind, withSlashes(file));
  if (match !== 'doubtful') return match === 'yes';
  const text = texts.read(file);
  return text !== null && kindOfPath(withSlashes(file), text) === dockerfileKind;
}

export function isRequirements(file: string): boolean {
  return matchName(requirementsKind, withSlashes(file)) === 'yes';
}

export function isCompose(file: string): boolean {
  return matchName(composeKind, withSlashes(file)) === 'yes';
}

/** Files that describe builds. */
export function isBuildFile(file: string): boolean {
  return isCompose(file) || buildFileKind(withSlashes(file)) !== null;
}
