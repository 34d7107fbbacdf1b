/** Whether a step puts files into its folder before it installs: a mount there hides nothing then that the install needs. */
import { argumentsOf } from '../../build-model/command-state.ts';
import type { RunView } from '../../build-model/model.ts';
import { baseName } from '../../build-model/paths.ts';
import { matchManager } from '../../package-managers/index.ts';
import type { SimpleCommand } from '../../syntax/shell/index.ts';

/** Commands that bring no files. */
const BRINGS_NONE: ReadonlySet<string> = new Set([
  ...[':', '.', '[', 'cat', 'cd', 'chmod', 'chown', 'command', 'echo', 'export', 'ls', 'mkdir'],
  ...['printf', 'rm', 'set', 'source', 'test', 'true', 'umask', 'unset'],
]);

export function fillsFirst(run: RunView, install: SimpleCommand): boolean {
  const { commands } = run.script;
  return commands.slice(0, commands.indexOf(install)).some((command) => {
    const args = argumentsOf(run, command);
    const name = baseName(args[0]?.value ?? '');
    return name !== '' && !BRINGS_NONE.has(name) && matchManager(args) === null;
  });
}
