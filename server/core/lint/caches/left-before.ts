/** Whether something can be in a cache folder of the image before a step begins. */
import { argumentsOf } from '../../build-model/command-state.ts';
import type { RunView } from '../../build-model/model.ts';
import { baseName, contains } from '../../build-model/paths.ts';
import { matchManager } from '../../package-managers/index.ts';
import type { SimpleCommand } from '../../syntax/shell/index.ts';
import type { CacheUse } from './cache-use.ts';
import { runsBefore } from './call-place.ts';
import { isEmptied } from './cleanings.ts';
import { isHarmless } from './doubts.ts';

/** Official images come with empty caches; what other steps before this one do is looked at command by command. */
export function leftBeforeFinder(
  run: RunView,
  runs: readonly RunView[],
): (use: CacheUse, folder: string) => boolean {
  const known = new Map<string, boolean>();
  return (use, folder) => {
    if (run.stage.image.knowledge !== 'official') return true;
    const key = `${use.call.manager.id} ${use.cache.id} ${folder}`;
    const found = known.get(key) ?? runsBefore(run, runs).some((other) => leaves(other, use));
    known.set(key, found);
    return found;
  };
}

/** An install of the same manager that does not clean up behind it, or anything that is not known to write elsewhere. */
function leaves(run: RunView, use: CacheUse): boolean {
  if (!run.script.understood) return true;
  const isMounted = run.command.mounts.some(
    ({ type, options }) =>
      type === 'cache' && use.folder !== null && contains(options['target'] ?? '', use.folder),
  );
  // What empties the cache here did so there.
  const isWiped = use.switches.some(
    (one) => one.kind === 'wiper' && one.isSure && one.wiper.file !== null,
  );
  const cleans = isMounted || isWiped || isEmptied(use, run);
  return run.script.commands.some((command) => {
    const call = matchManager(argumentsOf(run, command));
    if (call === null) return !isHarmless(run, command) && !isPlainTool(run, command);
    if (call.runs) return true;
    if (call.manager !== use.call.manager || call.does !== 'install') return false;
    return call.caches.includes(use.cache.id) && !cleans;
  });
}

/** Tools that write where their words say, and call no package manager. */
const PLAIN_TOOLS: ReadonlySet<string> = new Set([
  ...['useradd', 'groupadd', 'usermod', 'groupmod', 'adduser', 'addgroup', 'chpasswd', 'passwd'],
  ...['curl', 'wget', 'tar', 'unzip', 'gzip', 'gunzip', 'git', 'gpg', 'find', 'grep', 'awk', 'cut'],
  ...['head', 'tail', 'tee', 'sort', 'tr', 'ln', 'install', 'id', 'getent', 'date', 'sleep', 'env'],
  ...['uname', 'dirname', 'basename', 'locale-gen', 'update-ca-certificates', 'ldconfig', 'false'],
]);

function isPlainTool(run: RunView, command: SimpleCommand): boolean {
  return PLAIN_TOOLS.has(baseName(argumentsOf(run, command)[0]?.value ?? ''));
}
