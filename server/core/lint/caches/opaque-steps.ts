/** Steps that start what the Dockerfile does not show: which package managers are called there cannot be seen. */
import { argumentsOf } from '../../build-model/command-state.ts';
import type { RunView } from '../../build-model/model.ts';
import { baseName } from '../../build-model/paths.ts';
import { matchManager } from '../../package-managers/index.ts';
import type { SimpleCommand } from '../../syntax/shell/index.ts';

export function isOpaqueStep(run: RunView): boolean {
  const { commands, problems, understood } = run.script;
  // Another interpreter has the script, or its end could not be read.
  if (!understood || problems.length > 0) return true;
  return commands.some((command) => isOpaque(run, command));
}

/** A script, or what runs one. */
export function isOpaque(run: RunView, command: SimpleCommand): boolean {
  const args = argumentsOf(run, command);
  if (matchManager(args) !== null) return false;
  const [first, ...others] = args.map(({ value }) => value ?? '');
  if (first === undefined) return false;
  const name = baseName(first);
  if (RUNS_OTHERS.test(name)) return true;
  // Without a script in its words it takes what is piped into it.
  if (/^(?:ba|da|z)?sh$/.test(name)) return true;
  if (INTERPRETERS.test(name))
    return others.length === 0 || others.some((word) => word === '-' || !word.startsWith('-'));
  return first.includes('/') && !/^\/(?:usr\/(?:local\/)?)?s?bin\//.test(first);
}

const INTERPRETERS = /^(?:python[\d.]*|pypy[\d.]*|perl|node|ruby|Rscript|php|pwsh)$/;

/** What builds by recipes of its own, or asks package managers itself. */
const RUNS_OTHERS =
  /^(?:make|ninja|just|task|bazel|mage|mk-build-deps|gdebi|tasksel|aptitude|add-apt-repository|playwright|xx-\w+|golangci-lint|goreleaser|gotestsum|wire|ko|gox)$/;
