/** A step that installs packages of the distribution, above the step that needs them. */
import type { StageView } from '../build-model/model.ts';
import { advice, editOf, lineAbove, wayOut } from './edits.ts';
import type { FailureScene, SceneWayOut } from './model.ts';

/** What is missing, and the packages that bring it. */
export interface Needed {
  /** `a C compiler`. */
  readonly what: string;
  readonly apt: readonly string[];
  readonly apk: readonly string[];
}

export function installPackages(scene: FailureScene, needed: Needed): SceneWayOut {
  const { failing, dockerfile } = scene;
  const system = failing && systemOf(failing.stage);
  const text = `The image has no ${needed.what}.`;
  if (failing === null || dockerfile === null || system === null) {
    return advice(
      `${text} Debian and Ubuntu have it in ${needed.apt.join(' ')}, Alpine in ${needed.apk.join(' ')}.`,
    );
  }
  const step =
    system === 'apk'
      ? `RUN apk add --no-cache ${needed.apk.join(' ')}`
      : `RUN apt-get update && apt-get install -y --no-install-recommends ${needed.apt.join(' ')} && rm -rf /var/lib/apt/lists/*`;
  const place = placeOf(scene);
  if (place === null) {
    return advice(
      `${text} Add \`${step}\` where the stage is root, above line ${String(failing.instruction.line)}.`,
    );
  }
  return wayOut(
    `${text} Install it above the files that change often, so that the layer stays cached.`,
    editOf(
      `Install ${(system === 'apk' ? needed.apk : needed.apt).join(', ')} above line ${String(place.line)}`,
      dockerfile,
      [lineAbove(dockerfile, place, step)],
    ),
  );
}

/** Which installer the base image has; null where nobody can tell. */
function systemOf({ image, instructions }: StageView): 'apt' | 'apk' | null {
  if (image.system?.library === 'musl' || image.makesUsersWith === 'adduser') return 'apk';
  const texts = instructions.map(({ instruction }) => instruction.body.text).join('\n');
  if (/\bapt(?:-get)? /.test(texts)) return 'apt';
  if (/\bapk add /.test(texts)) return 'apk';
  const isRedHat = /fedora|centos|rocky|alma|oracle|amazon|\bubi|redhat/i.test(image.name);
  const isKnown = image.system?.library === 'glibc' || image.makesUsersWith === 'useradd';
  return isKnown && !isRedHat ? 'apt' : null;
}

/** The first step of the stage that brings files of the context, where it is root; else the failed step itself. */
function placeOf({ failing }: FailureScene) {
  if (failing === null) return null;
  const above = failing.stage.instructions.filter(
    ({ instruction }) => instruction.line <= failing.instruction.line,
  );
  const isRoot = (user: string | null): boolean =>
    user === null || /^(?:root|0|)(?::|$)/.test(user);
  const copy = above.find(
    ({ command }) => (command.kind === 'copy' && command.from === null) || command.kind === 'add',
  );
  const candidates = [copy, above.at(-1)].flatMap((one) => (one && isRoot(one.user) ? [one] : []));
  return candidates[0]?.instruction ?? null;
}
