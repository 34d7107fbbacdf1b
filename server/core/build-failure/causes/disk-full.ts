/** No room: on the builder's disk, or in a tmpfs with a limit. */
import { advice, editOf, lineWith, replacement, wayOut } from '../edits.ts';
import type { FailureScene, FindCause, SceneWayOut } from '../model.ts';

const DISK_FULL = /No space left on device|ENOSPC|disk quota exceeded|not enough free space/i;

export const diskFull: FindCause = (scene) => {
  const reason = lineWith([...scene.output, scene.error], DISK_FULL);
  if (reason === null) return null;
  const limited = limitOfTmpfs(scene, reason);
  return { kind: 'disk-full', reason, waysOut: limited ?? PRUNE };
};

const PRUNE: readonly SceneWayOut[] = [
  wayOut('Remove build cache that is not used any more. Docker asks before it removes anything.', {
    kind: 'command',
    title: 'Remove unused build cache',
    command: 'docker buildx prune',
  }),
  advice(
    '`docker system df` shows what takes the space. Docker Desktop has a limit of its own for its disk, in Settings, Resources.',
  ),
];

/** The folder that is full is a tmpfs of this RUN. */
function limitOfTmpfs(
  { failing, dockerfile }: FailureScene,
  reason: string,
): readonly SceneWayOut[] | null {
  if (failing?.command.kind !== 'run' || dockerfile === null) return null;
  for (const { type, options, spans } of failing.command.mounts) {
    const { target = '', size } = options;
    const span = spans['size'];
    if (type !== 'tmpfs' || size === undefined || span === undefined || target === '') continue;
    if (!reason.includes(`${target.replace(/\/$/, '')}/`)) continue;
    // The comma before the option goes as well.
    const start = dockerfile.text[span.start - 1] === ',' ? span.start - 1 : span.start;
    const title = `Remove the limit of ${size} from the tmpfs mount`;
    return [
      wayOut(
        `\`${target}\` is a tmpfs mount of at most ${size}. Remove the limit, or raise it.`,
        editOf(title, dockerfile, [replacement({ start, end: span.end }, '')]),
      ),
    ];
  }
  return null;
}
