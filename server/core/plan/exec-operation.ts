/**
 * The operation of a RUN: what BuildKit digests of it (solver/llbsolver/ops/exec.go), and by what each of its
 * filesystems is compared.
 */
import { nestedIn, plainSelection, withoutNested } from './file-operations.ts';
import {
  makeOperation,
  type Operation,
  type OperationInput,
  type OperationTable,
} from './graph.ts';
import { joinPath } from '../build-model/paths.ts';

export interface ExecFacts {
  readonly args: readonly string[];
  /** `NAME=value`, in order. */
  readonly environment: readonly string[];
  readonly workdir: string;
  readonly user: string;
  readonly platform: string;
  readonly network: 'default' | 'none' | 'host';
  readonly insecure: boolean;
  /** `--device`, as written. */
  readonly devices: readonly string[];
  readonly settings: ExecSettings;
  /** Null for an empty filesystem. */
  readonly rootfs: Operation | null;
  readonly mounts: readonly ExecMount[];
  readonly secrets: readonly ExecSecret[];
  readonly agents: readonly ExecAgent[];
  readonly ignoreCache: boolean;
}

/** What the build says for every RUN. */
export interface ExecSettings {
  readonly hostname: string;
  /** Names of `--add-host`; the address is not in the key. */
  readonly hosts: readonly string[];
  readonly ulimits: readonly string[];
  readonly cgroupParent: string;
  /** False before 0.13, where the identifier of a cache mount was always in the key. */
  readonly freeCacheIds: boolean;
}

/** A mount that shows a folder. */
export interface ExecMount {
  readonly target: string;
  readonly type: 'bind' | 'cache' | 'tmpfs';
  readonly source: Operation | null;
  /** Path inside the source. */
  readonly selector: string;
  readonly readonly: boolean;
  readonly size: number;
  /** Cache mounts, namespace included. */
  readonly id: string;
  readonly sharing: 'shared' | 'private' | 'locked';
}

export interface ExecSecret {
  readonly id: string;
  /** Null for a secret that is a variable only. */
  readonly target: string | null;
  readonly env: string | null;
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
  readonly optional: boolean;
}

export interface ExecAgent {
  readonly id: string;
  readonly target: string;
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
  readonly optional: boolean;
}

interface Row {
  readonly mount: ExecMount;
  readonly input: number;
  readonly output: number;
}

const ROOT = '/';

export function execOperation(table: OperationTable, facts: ExecFacts): Operation {
  const rows = mountRows(facts);
  const sources = rows.flatMap(({ mount }) => (mount.source === null ? [] : [mount.source]));
  const inputs = distinct(sources).map((operation, index) => dependency(operation, rows, index));
  const { args, workdir, user, platform, network, insecure, settings } = facts;
  const special = [...facts.secrets.flatMap(secretMount), ...facts.agents.map(agentMount)];
  const mounts = [...rows.map((row) => mountText(row, settings)), ...special];
  const text = JSON.stringify({
    op: 'exec',
    args,
    env: withAgent(facts),
    cwd: workdir,
    user,
    platform,
    // JSON leaves out what is undefined.
    network: network === 'default' ? undefined : network,
    insecure: insecure ? insecure : undefined,
    devices: unlessEmpty(facts.devices),
    hostname: unlessEmpty(settings.hostname),
    hosts: unlessEmpty(settings.hosts),
    ulimits: unlessEmpty(settings.ulimits),
    cgroup: unlessEmpty(settings.cgroupParent),
    // The root filesystem alone is left out, as BuildKit does.
    mounts: mounts.length === 1 ? undefined : mounts,
    secretEnv: unlessEmpty(secretVariables(facts.secrets)),
  });
  const written = JSON.stringify(
    rows.map(({ mount }) => [mount.selector, mount.id, mount.sharing]),
  );
  // The same image twice, once as the base and once as a mount, is one input but is written twice.
  const walk = [...new Set(sources)];
  return makeOperation(table, {
    kind: 'exec',
    walk,
    text,
    written,
    inputs,
    ignoreCache: facts.ignoreCache,
  });
}

/** The key of a mount alone, to tell two plans apart by name. */
export function mountKey(mount: ExecMount, settings: ExecSettings): string {
  return JSON.stringify(mountText({ mount, input: 0, output: 0 }, settings));
}

function mountRows(facts: ExecFacts): readonly Row[] {
  const root: ExecMount = {
    target: ROOT,
    type: 'bind',
    source: facts.rootfs,
    selector: '',
    readonly: false,
    size: 0,
    id: '',
    sharing: 'shared',
  };
  const mounts = [root, ...facts.mounts].sort((a, b) =>
    a.target < b.target ? -1 : a.target > b.target ? 1 : 0,
  );
  const inputs = distinct(mounts.flatMap((mount) => (mount.source === null ? [] : [mount.source])));
  const numbers = new Map(inputs.map((operation, index) => [operation.identity, index]));
  return mounts.map((mount): Row => {
    const input = mount.source === null ? -1 : (numbers.get(mount.source.identity) ?? -1);
    return { mount, input, output: mount === root ? 0 : -1 };
  });
}

/**
 * All mounts of one source are one dependency. It is compared by content where its last mount is no output: the root
 * filesystem is one, so that it counts by content only where a mount of the same source comes after it.
 */
function dependency(operation: Operation, rows: readonly Row[], index: number): OperationInput {
  const mine = rows.filter((row) => row.input === index);
  const selectors = mine.map(({ mount }) => joinPath('/', mount.selector));
  const last = mine.at(-1);
  const byContent = last !== undefined && last.mount.target !== ROOT;
  const isWhole = selectors.every((selector) => selector === ROOT);
  const selector = isWhole && selectors.length === 1 ? '' : JSON.stringify(selectors);
  if (!byContent) return { operation, selector, content: null };
  const kept = selectors.includes(ROOT) ? [ROOT] : withoutNested(selectors);
  const selections = selectors.includes(ROOT)
    ? [{ ...plainSelection(ROOT), followLinks: false }]
    : kept.map(plainSelection);
  const alsoRead = nestedIn(selectors, kept);
  const content = { selections, ...(alsoRead.length > 0 ? { alsoRead } : {}) };
  return { operation, selector, content };
}

function mountText({ mount, input, output }: Row, settings: ExecSettings): unknown {
  const { target, type, readonly, size } = mount;
  const common = { target, type, input, output, readonly };
  switch (type) {
    case 'bind':
      return common;
    case 'tmpfs':
      return { ...common, size };
    case 'cache':
      return { ...common, ...cacheIdentity(mount, settings) };
  }
}

/** The identifier counts only where it is the one that BuildKit gives by itself: any other is left out of the key. */
function cacheIdentity(
  mount: ExecMount,
  settings: ExecSettings,
): { readonly id: string; readonly sharing: string } {
  const { id, sharing, target } = mount;
  if (!settings.freeCacheIds) return { id, sharing };
  const isDefault =
    sharing === 'shared' && (id === target || id.slice(id.indexOf('/') + 1) === target);
  return isDefault ? { id, sharing } : { id: '', sharing: 'shared' };
}

function secretMount(secret: ExecSecret): readonly unknown[] {
  if (secret.target === null) return [];
  const { id, target, uid, gid, mode, optional } = secret;
  return [{ type: 'secret', id, target, uid, gid, mode, optional }];
}

function agentMount(agent: ExecAgent): unknown {
  return { type: 'ssh', ...agent };
}

function secretVariables(secrets: readonly ExecSecret[]): readonly unknown[] {
  const variables = secrets.filter((secret) => secret.env !== null);
  return variables.map(({ id, env, optional }) => ({ id, env, optional }));
}

function unlessEmpty<T extends { readonly length: number }>(value: T): T | undefined {
  return value.length === 0 ? undefined : value;
}

function withAgent(facts: ExecFacts): readonly string[] {
  const agent = facts.agents[0];
  if (agent === undefined || facts.environment.some((pair) => pair.startsWith('SSH_AUTH_SOCK='))) {
    return facts.environment;
  }
  return [...facts.environment, `SSH_AUTH_SOCK=${agent.target}`];
}

function distinct(operations: readonly Operation[]): readonly Operation[] {
  const byIdentity = new Map<number, Operation>();
  for (const operation of operations) {
    if (!byIdentity.has(operation.identity)) byIdentity.set(operation.identity, operation);
  }
  return [...byIdentity.values()];
}
