/** WORKDIR: a folder that is made where it is missing, owned by the current user (convert.go dispatchWorkdir). */
import { expandWord } from '../syntax/dockerfile/expand.ts';
import {
  addStep,
  nameStep,
  nextPosition,
  reportAt,
  type Conversion,
  type LiveStage,
} from './conversion.ts';
import { environmentLookup } from '../build-model/environment.ts';
import { folderOperation, isNamed, readOwner } from './file-operations.ts';
import { keyPart, wordParts } from './key-parts.ts';
import { upperKeyword } from './names.ts';
import { cleanPath } from '../build-model/paths.ts';
import { OWNER } from './refusals.ts';
import type { StageCommand } from './stages.ts';

/** The state is to have the new working directory already. */
export function convertWorkdir(
  conversion: Conversion,
  live: LiveStage,
  placed: StageCommand,
): void {
  const { workdir, user, environment, budget } = live.state;
  const written = placed.instruction.logical.text;
  const lookup = environmentLookup(environment.stage, budget);
  const expanded = expandWord(written, {
    escape: placed.escape,
    lookup,
    before034: budget.before034,
  });
  const text = upperKeyword(expanded.problems.length > 0 ? written : expanded.value);
  if (workdir.value === '/') {
    // It is counted among the stage's steps but takes no number, and nothing of it is ever printed.
    addStep(conversion, live, placed, {
      keyword: 'WORKDIR',
      name: text,
      operation: null,
      parts: [],
    });
    return;
  }
  const userName = user?.value ?? '';
  const owner = userName === '' ? null : readOwner(userName, conversion.frontend);
  if (live.rootfs === null && owner !== null && isNamed(owner))
    reportAt(
      conversion,
      placed.instruction.span,
      OWNER,
      `WORKDIR gives its folder to the user \`${userName}\`, and a stage from \`scratch\` has no /etc/passwd: write a number after USER.`,
    );
  const timestamp = conversion.timestamp ?? '-1';
  const operation = folderOperation(conversion.operations, {
    base: live.rootfs,
    path: workdir.value,
    mode: 0o755,
    parents: true,
    owner,
    timestamp,
    kind: 'file',
  });
  const parts = [
    keyPart('workdir', '', cleanPath(workdir.value), workdir.line),
    keyPart('user', '', userName, user?.line ?? null),
    ...(timestamp === '-1' ? [] : [keyPart('option', 'SOURCE_DATE_EPOCH', timestamp, null)]),
    ...wordParts(environment.stage, written),
  ];
  const name = nameStep(conversion, live, placed, nextPosition(live.stage), text);
  live.rootfs = operation;
  addStep(conversion, live, placed, { keyword: 'WORKDIR', name, operation, parts });
}
