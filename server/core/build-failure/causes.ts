/** The causes that are recognized, in the order in which they are looked for: who explains more of the output comes first. */
import { commandNotFound } from './causes/command-not-found.ts';
import { compilerMissing } from './causes/compiler-missing.ts';
import { credentialsMissing } from './causes/credentials-missing.ts';
import { dependencyConflict } from './causes/dependency-conflict.ts';
import { diskFull } from './causes/disk-full.ts';
import { hashMismatch } from './causes/hash-mismatch.ts';
import { imageNotFound } from './causes/image-not-found.ts';
import { missingFile } from './causes/missing-file.ts';
import { noNetwork } from './causes/no-network.ts';
import { outOfMemory } from './causes/out-of-memory.ts';
import { permissionDenied } from './causes/permission-denied.ts';
import { versionNotFound } from './causes/version-not-found.ts';
import { wrongPlatform } from './causes/wrong-platform.ts';
import type { Cause, FailureScene, FindCause } from './model.ts';

const CAUSES: readonly FindCause[] = [
  diskFull,
  credentialsMissing,
  outOfMemory,
  hashMismatch,
  wrongPlatform,
  imageNotFound,
  missingFile,
  // pip says of an index that it cannot reach that it has no versions.
  noNetwork,
  dependencyConflict,
  versionNotFound,
  compilerMissing,
  commandNotFound,
  permissionDenied,
];

export function findCause(scene: FailureScene): Cause | null {
  for (const find of CAUSES) {
    const cause = find(scene);
    if (cause !== null) return cause;
  }
  return null;
}
