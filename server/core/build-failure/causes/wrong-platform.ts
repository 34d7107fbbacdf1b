/** An image or a program for another processor. */
import { advice, editOf, lineWith, replacement, wayOut } from '../edits.ts';
import type { FailureScene, FindCause, SceneWayOut } from '../model.ts';

const NO_PLATFORM =
  /no match for platform in manifest|no matching manifest for (\S+)|does not match the specified platform/;
const EXEC_FORMAT = /exec format error/i;

export const wrongPlatform: FindCause = (scene) => {
  const missing = NO_PLATFORM.test(scene.error) ? scene.error : null;
  const reason = missing ?? lineWith([...scene.output, scene.error], EXEC_FORMAT);
  if (reason === null) return null;
  const written = writtenPlatform(scene);
  const asked = scene.options.platform ?? '';
  const waysOut: SceneWayOut[] = [];
  if (written !== null) waysOut.push(written);
  else if (asked !== '') {
    waysOut.push(
      wayOut(`The build is for ${asked}. Without \`--platform\` it is for the builder's own.`, {
        kind: 'build',
        title: "Build for the builder's own platform",
        options: { platform: '' },
      }),
    );
  }
  if (missing === null) waysOut.push(EMULATE, OWN_PROGRAM);
  else if (waysOut.length === 0)
    waysOut.push(
      advice(
        'Choose a tag that has the platform of the builder, or give `--platform` one that the image has.',
      ),
    );
  return { kind: 'wrong-platform', reason, waysOut };
};

const EMULATE: SceneWayOut = wayOut(
  'To run programs of another processor, the machine of the builder needs an emulator.',
  {
    kind: 'command',
    title: 'Install emulators for the builder',
    command: 'docker run --privileged --rm tonistiigi/binfmt --install all',
  },
);
const OWN_PROGRAM: SceneWayOut = advice(
  'If the step runs a program that was copied or downloaded, take the one for the platform of the image (`TARGETARCH` names it).',
);

/** `FROM --platform=linux/arm64`, of the failing stage. */
function writtenPlatform({ failing, dockerfile }: FailureScene): SceneWayOut | null {
  if (failing === null || dockerfile === null) return null;
  const { from } = failing.stage;
  const flag = from.flags.find(({ name }) => name === 'platform');
  if (flag === undefined || flag.value === null || flag.value.includes('$')) return null;
  const end = /\s/.test(dockerfile.text[flag.span.end] ?? '') ? flag.span.end + 1 : flag.span.end;
  return wayOut(
    `Line ${String(from.line)} takes the image for ${flag.value}. Without the flag it is the platform of the build.`,
    editOf(`Remove --platform from line ${String(from.line)}`, dockerfile, [
      replacement({ start: flag.span.start, end }, ''),
    ]),
  );
}
