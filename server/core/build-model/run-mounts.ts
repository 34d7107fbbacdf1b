/**
 * The mounts of a RUN with their options read, and what each adds to the RUN's key. The rules are BuildKit's
 * (frontend/dockerfile/instructions/commands_runmount.go, dockerfile2llb/convert_runmount.go).
 */
import type { Mount } from '../syntax/dockerfile/model.ts';
import type { Span } from '../text/span.ts';

export interface RunMount {
  readonly type: Mount['type'];
  /** As written: BuildKit does not expand it. Empty where there is none. */
  readonly from: string;
  readonly source: string;
  /** As written and expanded; empty where there is none. */
  readonly target: string;
  readonly readonly: boolean;
  readonly size: number;
  readonly id: string;
  readonly sharing: 'shared' | 'private' | 'locked';
  readonly required: boolean;
  /** Secrets: the name of the variable; null where the secret is a file. */
  readonly env: string | null;
  readonly mode: number | null;
  readonly uid: number | null;
  readonly gid: number | null;
  readonly span: Span;
}

export function readRunMount(mount: Mount, expand: (raw: string) => string): RunMount {
  const option = (name: string): string | null => {
    const raw = mount.options[name];
    return raw === undefined ? null : expand(raw);
  };
  const sharing = option('sharing')?.toLowerCase() ?? '';
  return {
    type: mount.type,
    from: mount.options['from'] ?? '',
    source: option('source') ?? '',
    target: option('target') ?? '',
    readonly: isReadonly(mount, expand),
    size: readSize(option('size') ?? ''),
    id: option('id') ?? '',
    sharing: sharing === 'private' || sharing === 'locked' ? sharing : 'shared',
    required: readFlag(option('required'), false),
    env: option('env'),
    mode: readNumber(option('mode'), 8),
    uid: readNumber(option('uid'), 10),
    gid: readNumber(option('gid'), 10),
    span: mount.flag.span,
  };
}

/** What is said last counts; nothing said means writable for caches and tmpfs only. */
function isReadonly(mount: Mount, expand: (raw: string) => string): boolean {
  let result = mount.type !== 'cache' && mount.type !== 'tmpfs';
  for (const [name, raw] of Object.entries(mount.options)) {
    if (name === 'readonly') result = readFlag(expand(raw), true);
    else if (name === 'readwrite') result = !readFlag(expand(raw), true);
  }
  return result;
}

/** Go's strconv.ParseBool; an option without a value means yes. */
function readFlag(text: string | null, fallback: boolean): boolean {
  if (text === null) return fallback;
  return text === '' || ['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text);
}

function readNumber(text: string | null, base: 8 | 10): number | null {
  const digits = base === 8 ? /^[0-7]{1,11}$/ : /^[0-9]{1,10}$/;
  return text !== null && digits.test(text) ? parseInt(text, base) : null;
}

/** Bytes of `64m`, `1.5GiB` and the like: every unit counts in 1024s. */
function readSize(text: string): number {
  const match = /^([0-9]+(?:\.[0-9]+)?) ?([kmgtp]?)i?b?$/i.exec(text);
  if (match === null) return 0;
  const power = ['', 'k', 'm', 'g', 't', 'p'].indexOf((match[2] ?? '').toLowerCase());
  return Math.trunc(Number(match[1]) * 1024 ** power);
}
