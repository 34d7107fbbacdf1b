/** The step may not do what it tries: a script that is not executable, or a user who is not root. */
import { copySourcesOf } from '../../build-model/copied-from.ts';
import { joinPath } from '../../build-model/paths.ts';
import { sourceOffset } from '../../text/mapped-text.ts';
import { advice, editOf, lineAbove, lineWith, replacement, wayOut } from '../edits.ts';
import type { FailureScene, FindCause, SceneWayOut } from '../model.ts';

export const permissionDenied: FindCause = (scene) => notExecutable(scene) ?? notRoot(scene);

/** `/bin/sh: /build.sh: Permission denied`, `/bin/sh: 1: ./build.sh: Permission denied`, `exec: "/x": permission denied`. */
const SCRIPT =
  /^(?:\S*sh: (?:(?:line )?\d+: )?|.*exec:? "?)([^\s":]+)"?: (?:Permission denied|permission denied)/;
/** What a shell says of a file that it may not execute. */
const NOT_EXECUTABLE = 126;

const notExecutable: FindCause = (scene) => {
  const reason = lineWith([...scene.output, scene.error], SCRIPT);
  const path = SCRIPT.exec(reason ?? '')?.[1];
  if (reason === null || path === undefined) return null;
  if (scene.exitCode !== NOT_EXECUTABLE && scene.output.includes(reason)) return null;
  const git = advice(
    `So that everybody's checkout has it: \`git update-index --chmod=+x ${path.replace(/^.*\//, '')}\`.`,
  );
  return { kind: 'permission-denied', reason, waysOut: [makeExecutable(scene, path), git] };
};

/** By the COPY that brings only this file; else by the RUN itself. */
function makeExecutable(scene: FailureScene, path: string): SceneWayOut {
  const text = `${path} is not executable in the image.`;
  const { failing, dockerfile } = scene;
  const view = failing?.view;
  if (failing === null || dockerfile === null || !view) return advice(text);
  const absolute = joinPath(view.workdir, path);
  const copy = failing.stage.instructions.findLast(
    (one) =>
      one.instruction.line < failing.instruction.line &&
      copySourcesOf(one, absolute, dockerfile.model.dockerfile.escape).length > 0,
  );
  const command = copy?.command;
  if (
    copy !== undefined &&
    command?.kind === 'copy' &&
    command.chmod === null &&
    isOneFile(
      scene,
      command.sources.map(({ raw }) => raw),
    )
  ) {
    const end = copy.instruction.keywordSpan.end;
    const title = `Add --chmod=755 to line ${String(copy.instruction.line)}`;
    return wayOut(
      text,
      editOf(title, dockerfile, [replacement({ start: end, end }, ' --chmod=755')]),
    );
  }
  if (
    failing.command.kind !== 'run' ||
    failing.command.form !== 'shell' ||
    failing.command.heredocs.length > 0
  )
    return advice(text);
  const start = sourceOffset(failing.command.script, 0);
  const title = `Make it executable in line ${String(failing.instruction.line)}`;
  return wayOut(
    text,
    editOf(title, dockerfile, [replacement({ start, end: start }, `chmod +x ${path} && `)]),
  );
}

function isOneFile({ context }: FailureScene, sources: readonly string[]): boolean {
  const [source = ''] = sources;
  return (
    sources.length === 1 && context?.files.includes(source.replace(/^(?:\.?\/)+/, '')) === true
  );
}

/** pip, apt, apk, mkdir, Python, each in its own words. */
const NOT_ROOT =
  /\(13: Permission denied\)|\[Errno 13\] Permission denied|are you root\?|Permission denied: ['"]|: Permission denied$|EACCES|Operation not permitted|must be run as root|Unable to lock database/;

const notRoot: FindCause = (scene) => {
  const reason = lineWith([...scene.output, scene.error], NOT_ROOT);
  if (reason === null) return null;
  const { failing, dockerfile } = scene;
  const user = failing?.view?.user ?? null;
  const isRoot = user === null || user === '' || /^(?:root|0)(?::|$)/.test(user);
  if (failing === null || dockerfile === null || isRoot || failing.command.kind !== 'run')
    return {
      kind: 'permission-denied',
      reason,
      waysOut: [
        advice('Check the owner and the mode of the path, and which user the step runs as.'),
      ],
    };
  const { instruction } = failing;
  const { end } = instruction.span;
  const lineEnd = dockerfile.text.includes('\r\n') ? '\r\n' : '\n';
  return {
    kind: 'permission-denied',
    reason,
    waysOut: [
      wayOut(
        `The step runs as \`${user}\`. Let root do it, and go back to \`${user}\` after it.`,
        editOf(`Run line ${String(instruction.line)} as root`, dockerfile, [
          lineAbove(dockerfile, instruction, 'USER root'),
          replacement({ start: end, end }, `${lineEnd}USER ${user}`),
        ]),
      ),
      advice(
        `Or give \`${user}\` the folder: \`COPY --chown=${user} …\`, \`chown\` in a step of root, a virtual environment in the home of the user.`,
      ),
    ],
  };
};
