/** RUN: its command line, its mounts, its name (dockerfile2llb/convert.go dispatchRun, convert_runmount.go). */
import { expandWord } from '../syntax/dockerfile/expand.ts';
import {
  addStep,
  complainOfWords,
  nameStep,
  nextPosition,
  reportAt,
  type CommandOfKind,
  type Conversion,
  type LiveStage,
} from './conversion.ts';
import { contextOperation } from './convert-from.ts';
import { environmentLookup, writingCost } from '../build-model/environment.ts';
import {
  execOperation,
  mountKey,
  type ExecAgent,
  type ExecMount,
  type ExecSecret,
} from './exec-operation.ts';
import { folderOperation, inlineFile } from './file-operations.ts';
import type { Operation } from './graph.ts';
import { environmentParts, keyPart, originParts, processParts } from './key-parts.ts';
import type { KeyPart } from './model.ts';
import { summarizeHeredoc, upperKeyword } from './names.ts';
import { baseName, cleanPath, isAbsolute, joinPath } from '../build-model/paths.ts';
import { formatPlatform } from '../build-model/platforms.ts';
import { readRunMount, type RunMount } from '../build-model/run-mounts.ts';
import { DEFAULT_SHELL } from '../build-model/stage-state.ts';
import type { StageCommand } from './stages.ts';

type Run = CommandOfKind<'run'>;

const PIPES = '/dev/pipes/';

export function convertRun(
  conversion: Conversion,
  live: LiveStage,
  placed: StageCommand,
  run: Run,
): void {
  const { state } = live;
  state.budget.left -= writingCost(state.environment.stage);
  const script = runScript(conversion, placed, run);
  const mounts = runMounts(conversion, live, placed, run);
  const shell = state.shell?.value ?? DEFAULT_SHELL;
  const args = run.form === 'exec' ? run.argv : [...shell, script.text];
  const network = runNetwork(conversion, run);
  const allMounts = [...script.mounts, ...mounts.folders, ...sharedMemory(conversion)];
  const operation = execOperation(conversion.operations, {
    args,
    environment: [...state.environment.stage].map(([name, { value }]) => `${name}=${value}`),
    workdir: state.workdir.value,
    user: state.user?.value ?? '',
    platform: formatPlatform(live.platform),
    network,
    insecure: run.security === 'insecure',
    devices: run.devices,
    settings: conversion.settings,
    rootfs: live.rootfs,
    mounts: allMounts,
    secrets: mounts.secrets,
    agents: mounts.agents,
    ignoreCache: live.stage.ignoreCache,
  });
  const { line } = placed;
  const parts: KeyPart[] = [
    keyPart('text', '', run.form === 'exec' ? JSON.stringify(args) : script.text, line),
    ...(run.form === 'exec'
      ? []
      : [keyPart('shell', '', JSON.stringify(shell), state.shell?.line ?? null)]),
    ...environmentParts(state.environment.stage),
    ...processParts(state),
    keyPart('platform', '', formatPlatform(live.platform), null),
    keyPart('network', '', network, run.network === null ? null : line),
    ...run.devices.map((device) => keyPart('option', 'device', device, line)),
    ...(run.security === null ? [] : [keyPart('option', 'security', run.security, line)]),
    ...allMounts.map((mount) => mountPart(conversion, mount, line)),
    ...mounts.secrets.map((secret) =>
      keyPart('mount', `secret ${secret.id}`, JSON.stringify(secret), line),
    ),
    ...mounts.agents.map((agent) =>
      keyPart('mount', `ssh ${agent.target}`, JSON.stringify(agent), line),
    ),
    ...settingParts(conversion),
    ...originParts(state.environment.stage, state.environment.stage.keys()),
  ];
  const shown = runName(live, placed, script.suffix, mounts.secrets);
  const name = nameStep(conversion, live, placed, nextPosition(live.stage), shown);
  live.rootfs = operation;
  addStep(conversion, live, placed, { keyword: 'RUN', name, operation, parts });
}

interface RunScript {
  readonly text: string;
  /** What the progress name says of the body of a heredoc. */
  readonly suffix: string;
  readonly mounts: readonly ExecMount[];
}

/** Heredocs: one alone is the script itself, or a file where it names its interpreter; others are left to the shell. */
function runScript(conversion: Conversion, placed: StageCommand, run: Run): RunScript {
  const [first] = run.heredocs;
  if (run.form === 'exec' || first === undefined)
    return { text: run.script.text, suffix: '', mounts: [] };
  if (!run.onlyHeredoc) {
    // The shell gets the bodies as they stand in the file, leading tabs included.
    const bodies = run.heredocs.map((heredoc) => {
      const written = placed.dockerfile.text.slice(heredoc.span.start, heredoc.span.end);
      return `\n${heredoc.chomp ? written : heredoc.content}${heredoc.name}`;
    });
    return { text: run.script.text + bodies.join(''), suffix: '', mounts: [] };
  }
  const suffix = ` (${summarizeHeredoc(first.content)})`;
  if (!first.content.startsWith('#!')) return { text: first.content, suffix, mounts: [] };
  const source = inlineFile(conversion.operations, first.name, 0o755, first.content);
  const mount = { ...folderMount(PIPES, source), selector: '/', readonly: true };
  return { text: joinPath(PIPES, first.name), suffix, mounts: [mount] };
}

interface RunMounts {
  readonly folders: readonly ExecMount[];
  readonly secrets: readonly ExecSecret[];
  readonly agents: readonly ExecAgent[];
}

function runMounts(
  conversion: Conversion,
  live: LiveStage,
  placed: StageCommand,
  run: Run,
): RunMounts {
  const folders: ExecMount[] = [];
  const secrets: ExecSecret[] = [];
  const agents: ExecAgent[] = [];
  const complain = complainOfWords(conversion);
  const lookup = environmentLookup(live.state.environment.stage, live.state.budget);
  const { before034 } = live.state.budget;
  for (const [index, written] of run.mounts.entries()) {
    const mount = readRunMount(written, (raw) => {
      const { value, problems } = expandWord(raw, { escape: placed.escape, lookup, before034 });
      for (const problem of problems) complain({ raw, span: written.flag.span }, problem);
      return value;
    });
    if (mount.type === 'secret') secrets.push(secretOf(mount));
    else if (mount.type === 'ssh') agents.push(agentOf(mount, agents.length));
    else {
      const folder = folderOf(conversion, live, placed, index, mount);
      if (folder !== null) folders.push(folder);
    }
  }
  return { folders, secrets, agents };
}

function folderOf(
  conversion: Conversion,
  live: LiveStage,
  placed: StageCommand,
  index: number,
  mount: RunMount,
): ExecMount | null {
  const workdir = live.state.workdir.value;
  const target = isAbsolute(cleanPath(mount.target))
    ? mount.target
    : joinPath('/', workdir, mount.target);
  if (target === '/') {
    reportAt(
      conversion,
      mount.span,
      'mount-target',
      'A mount needs a target of its own: `/` is the image itself.',
    );
    return null;
  }
  const inside = joinPath('/', mount.source);
  let source = mount.type === 'tmpfs' ? null : mountSource(conversion, placed, index, mount);
  let selector = inside === '/' ? '' : inside;
  if (inside === '/' && (mount.uid !== null || mount.gid !== null || mount.mode !== null)) {
    source = folderOperation(conversion.operations, {
      base: source,
      path: '/cache',
      mode: (mount.mode ?? 0o755) & 0o777,
      parents: false,
      owner: { user: mount.uid ?? 0, group: mount.gid ?? 0 },
      timestamp: '-1',
      kind: source === null ? 'inline' : 'file',
    });
    selector = '/cache';
  }
  const { type, readonly, size, sharing } = mount;
  const namespace = conversion.scope.buildArgs.get('BUILDKIT_CACHE_MOUNT_NS') ?? '';
  const id =
    type === 'cache' ? `${namespace}/${mount.id === '' ? cleanPath(mount.target) : mount.id}` : '';
  return {
    ...folderMount(target, source),
    type: folderType(type),
    selector,
    readonly,
    size,
    id,
    sharing,
  };
}

function mountSource(
  conversion: Conversion,
  placed: StageCommand,
  index: number,
  mount: RunMount,
): Operation | null {
  if (mount.from === '')
    return mount.type === 'cache' ? null : contextOperation(conversion, 'context');
  const stage = placed.sources[index];
  if (stage === undefined) return null;
  if (stage.result === null) {
    const message = `\`from=${mount.from}\` names a stage that is built later: move that stage above this one.`;
    reportAt(conversion, mount.span, 'later-stage', message);
    return null;
  }
  return stage.result.rootfs;
}

function folderType(type: RunMount['type']): ExecMount['type'] {
  return type === 'cache' || type === 'tmpfs' ? type : 'bind';
}

function folderMount(target: string, source: Operation | null): ExecMount {
  const rest = { selector: '', readonly: false, size: 0, id: '', sharing: 'shared' } as const;
  return { target, type: 'bind', source, ...rest };
}

function secretOf(mount: RunMount): ExecSecret {
  const written = mount.source !== '' ? mount.source : mount.id;
  const id = written !== '' ? written : baseName(mount.target);
  const asFile = mount.target !== '' || mount.env === null;
  return {
    id,
    target: !asFile ? null : mount.target !== '' ? mount.target : `/run/secrets/${baseName(id)}`,
    env: mount.env,
    uid: mount.uid ?? 0,
    gid: mount.gid ?? 0,
    mode: mount.mode ?? 0o400,
    optional: !mount.required,
  };
}

function agentOf(mount: RunMount, index: number): ExecAgent {
  return {
    id: mount.id,
    target: mount.target !== '' ? mount.target : `/run/buildkit/ssh_agent.${index}`,
    uid: mount.uid ?? 0,
    gid: mount.gid ?? 0,
    mode: mount.mode ?? 0o600,
    optional: !mount.required,
  };
}

function sharedMemory(conversion: Conversion): readonly ExecMount[] {
  const size = conversion.options.shmSize ?? 0;
  return size > 0 ? [{ ...folderMount('/dev/shm', null), type: 'tmpfs', size }] : [];
}

function runNetwork(conversion: Conversion, run: Run): 'default' | 'none' | 'host' {
  if (run.network === 'none' || run.network === 'host') return run.network;
  return conversion.options.network ?? 'default';
}

/**
 * Variables in the text get their values, secrets stars; quotes stay, and so does what is not set. Escapes stay since
 * BuildKit 0.34.0 (`echo \$V`).
 */
function runName(
  live: LiveStage,
  placed: StageCommand,
  suffix: string,
  secrets: readonly ExecSecret[],
): string {
  const text = placed.instruction.logical.text + suffix;
  const { before034 } = live.state.budget;
  const masked = new Set(secrets.map((secret) => secret.env));
  const plain = environmentLookup(live.state.environment.stage, live.state.budget);
  const lookup = (name: string): string | undefined => (masked.has(name) ? '****' : plain(name));
  const expanded = expandWord(text, {
    escape: placed.escape,
    lookup,
    keepQuotes: true,
    keepEscapes: !before034,
    keepUnset: true,
    before034,
  });
  return upperKeyword(expanded.problems.length > 0 ? text : expanded.value);
}

function mountPart(conversion: Conversion, mount: ExecMount, line: number | null): KeyPart {
  return keyPart(
    'mount',
    `${mount.type} ${mount.target}`,
    mountKey(mount, conversion.settings),
    line,
  );
}

function settingParts(conversion: Conversion): readonly KeyPart[] {
  const { hostname, hosts, ulimits, cgroupParent } = conversion.settings;
  const values: readonly (readonly [string, string])[] = [
    ['hostname', hostname],
    ['add-host', hosts.join(' ')],
    ['ulimit', ulimits.join(' ')],
    ['cgroup-parent', cgroupParent],
  ];
  return values
    .filter(([, value]) => value !== '')
    .map(([name, value]) => keyPart('option', name, value, null));
}
