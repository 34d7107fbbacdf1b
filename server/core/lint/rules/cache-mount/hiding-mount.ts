/** A mount hides files that the step needs, or takes files out of the image that the step makes for it. */
import { hidingMessage } from '../../../build-model/mount-targets.ts';
import { contains } from '../../../build-model/paths.ts';
import { cacheSteps, type CacheStep } from '../../caches/cache-steps.ts';
import type { LostFiles } from '../../caches/lost-files.ts';
import { mountName } from '../../caches/words.ts';
import type { Rule, RuleFinding } from '../../model.ts';

export const hidingMount: Rule = {
  id: 'hiding-mount',
  family: 'cache-mount',
  since: '0.2.0',
  changes: ['mounts'],
  severity: 'warning',
  summary: 'A mount hides files that a step needs, or takes what it makes out of the image',
  // On another image the folders can be others.
  canTell: ({ model }) =>
    model.stages.every(({ image }) => ['seen', 'official'].includes(image.knowledge)),
  check: (input) =>
    cacheSteps(input).steps.flatMap((step) => [
      ...hidingFindings(step),
      ...step.lost.flatMap((one) => (one.kind === 'beside' ? [] : [lostFinding(one)])),
    ]),
};

function hidingFindings({ hiding, run, folder, mounts }: CacheStep): readonly RuleFinding[] {
  const isMounted = mounts.some(
    ({ path, mount }) =>
      path !== null &&
      folder !== null &&
      contains(path, folder) &&
      !hiding.some((fault) => fault.mount === mount),
  );
  const isMeant = hiding.length === 1 && !isMounted;
  return hiding.map((fault) => ({
    span: fault.mount.flag.span,
    message: hidingMessage(
      fault,
      run.view.workdir,
      fault.mount.type === 'cache' && isMeant ? folder : null,
    ),
    related: [],
    fixes: [],
  }));
}

function lostFinding(lost: LostFiles): RuleFinding {
  const { mount, reader } = lost;
  return {
    span: mount.mount.flag.span,
    message: lostMessage(lost),
    related:
      reader === null
        ? []
        : [{ span: reader.instruction.span, message: 'This step needs the files.' }],
    fixes: [],
  };
}

function lostMessage({ kind, mount, call, what, reader }: LostFiles): string {
  const where = `the cache mount at ${mountName(mount)}`;
  const capital = where.charAt(0).toUpperCase() + where.slice(1);
  switch (kind) {
    case 'installed':
      return `\`${call.text}\` installs into ${what}, which is in ${where}: the image does not have it. Put the mount at the cache of ${call.manager.name} instead.`;
    case 'linked':
      return `\`${what}\` makes the installed packages links into ${where}: the image has links that lead nowhere. Remove \`${what}\`.`;
    default:
      return `${capital} keeps ${what} out of the image, and line ${String(reader?.instruction.line ?? 0)} fails without it when its own mount is empty. Fetch and use it in one step.`;
  }
}
