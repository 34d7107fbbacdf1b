/** One pack of objects with its index: looks ids up in the index, and reads single objects out of the pack. */
import { closeSync, fstatSync, openSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { errorCode, errorText } from '../files/index.ts';
import {
  BrokenObject,
  MAX_OBJECT_BYTES,
  readSlice,
  type GitObject,
  type ObjectKind,
} from './git-object.ts';

export interface Pack {
  readonly offsetOf: (id: string) => number | null;
  readonly startingWith: (digits: string) => readonly string[];
  /** `other` finds a base that lies in another pack. */
  readonly readAt: (offset: number, other: (id: string) => GitObject | null) => GitObject;
}

interface PackIndex {
  /** How many ids begin with a byte up to this one. */
  readonly fanout: Uint32Array;
}

/** After the signature and the version. */
const FANOUT_START = 8;
const NAMES_START = FANOUT_START + 256 * 4;
const CHECKSUM_LENGTH = 4;

const KINDS: Readonly<Record<number, ObjectKind>> = { 1: 'commit', 2: 'tree', 3: 'blob', 4: 'tag' };
const OFFSET_DELTA = 6;
const ID_DELTA = 7;

/** Git itself makes chains of at most 4095 differences. */
const MAX_CHAIN = 5_000;

/** What the next object is likely to be a difference from; larger ones are not kept. */
const KEPT_BYTES = 8 * 1024 * 1024;

/** `path` is that of the pack without `.pack`. */
export function openPack(path: string, idLength: number): Pack {
  let index: PackIndex | null = null;
  let kept = new Map<number, GitObject>();
  let keptBytes = 0;
  return { offsetOf, startingWith, readAt };

  function offsetOf(id: string): number | null {
    const wanted = Buffer.from(id, 'hex');
    return inFile('.idx', (file) => {
      const { fanout } = (index ??= readIndex(file));
      const [first, names] = namesFrom(file, fanout, wanted[0] ?? 0);
      const at = lowerBound(names, wanted);
      const isFound = names.subarray(at * idLength, (at + 1) * idLength).equals(wanted);
      return isFound ? offsetAt(file, fanout[255] ?? 0, first + at) : null;
    });
  }

  function startingWith(digits: string): readonly string[] {
    return inFile('.idx', (file) => {
      const { fanout } = (index ??= readIndex(file));
      const [, names] = namesFrom(file, fanout, parseInt(digits.slice(0, 2), 16));
      const first = Buffer.from(digits.padEnd(2 * idLength, '0'), 'hex');
      const at = lowerBound(names, first);
      return [at, at + 1]
        .map((one) => names.toString('hex', one * idLength, (one + 1) * idLength))
        .filter((id) => id.startsWith(digits));
    });
  }

  /** The ids that begin with a byte, and how many come before them. */
  function namesFrom(file: number, fanout: Uint32Array, byte: number): readonly [number, Buffer] {
    const first = byte === 0 ? 0 : (fanout[byte - 1] ?? 0);
    const count = (fanout[byte] ?? 0) - first;
    return [first, readSlice(file, NAMES_START + first * idLength, count * idLength)];
  }

  function lowerBound(names: Buffer, wanted: Buffer): number {
    let [low, high] = [0, Math.floor(names.length / idLength)];
    while (low < high) {
      const middle = (low + high) >> 1;
      const id = names.subarray(middle * idLength, (middle + 1) * idLength);
      if (id.compare(wanted) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Offsets of 31 bits; the others are in a second table, which the first points into. */
  function offsetAt(file: number, count: number, nth: number): number {
    const table = NAMES_START + count * (idLength + CHECKSUM_LENGTH);
    const small = readSlice(file, table + nth * 4, 4).readUInt32BE(0);
    if (small < 0x8000_0000) return small;
    const large = table + count * 4 + (small - 0x8000_0000) * 8;
    return Number(readSlice(file, large, 8).readBigUInt64BE(0));
  }

  function readAt(start: number, other: (id: string) => GitObject | null): GitObject {
    return inFile('.pack', (file) => {
      const end = fstatSync(file).size - idLength;
      const differences: Buffer[] = [];
      const from: number[] = [];
      let found: GitObject | null = null;
      for (let offset = start; found === null;) {
        found = kept.get(offset) ?? null;
        if (found !== null) break;
        if (differences.length > MAX_CHAIN) throw damaged('a chain of differences has no end');
        const entry = readEntry(file, offset, end);
        if (entry.kind !== 'difference') {
          found = { kind: entry.kind, bytes: entry.bytes };
          keep(offset, found);
          break;
        }
        differences.push(entry.bytes);
        from.push(offset);
        if (typeof entry.base === 'number') offset = entry.base;
        else {
          const inside = offsetOf(entry.base);
          if (inside !== null) offset = inside;
          else found = other(entry.base);
          if (inside === null && found === null) throw damaged(`it lacks the object ${entry.base}`);
        }
      }
      for (let difference = differences.pop(); difference; difference = differences.pop()) {
        found = { kind: found.kind, bytes: applied(found.bytes, difference) };
        keep(from.pop() ?? 0, found);
      }
      return found;
    });
  }

  function keep(offset: number, object: GitObject): void {
    if (object.bytes.length > KEPT_BYTES / 8) return;
    if (keptBytes + object.bytes.length > KEPT_BYTES) {
      kept = new Map();
      keptBytes = 0;
    }
    kept.set(offset, object);
    keptBytes += object.bytes.length;
  }

  function readIndex(file: number): PackIndex {
    const head = readSlice(file, 0, NAMES_START);
    const isVersion2 = head.length === NAMES_START && head.readUInt32BE(0) === 0xff74_4f63;
    if (!isVersion2 || head.readUInt32BE(4) !== 2)
      throw new BrokenObject(`the index ${path}.idx is damaged, or of a version that is not known`);
    const fanout = new Uint32Array(256);
    for (let byte = 0; byte < 256; byte++)
      fanout[byte] = head.readUInt32BE(FANOUT_START + byte * 4);
    return { fanout };
  }

  function readEntry(file: number, offset: number, end: number): PackEntry {
    const head = readSlice(file, offset, 64);
    let at = 0;
    let byte = head[at++] ?? 0;
    const type = (byte >> 4) & 7;
    let size = byte & 15;
    for (let factor = 16; (byte & 0x80) !== 0; factor *= 128) {
      byte = head[at++] ?? 0;
      size += (byte & 0x7f) * factor;
    }
    if (size > MAX_OBJECT_BYTES) throw damaged(`an entry of ${size} bytes`);
    let base: number | string | null = null;
    if (type === OFFSET_DELTA) {
      byte = head[at++] ?? 0;
      let back = byte & 0x7f;
      while ((byte & 0x80) !== 0) {
        byte = head[at++] ?? 0;
        back = (back + 1) * 128 + (byte & 0x7f);
      }
      base = offset - back;
      if (base <= 0 || base >= offset) throw damaged('a difference points outside');
    } else if (type === ID_DELTA) {
      base = head.toString('hex', at, at + idLength);
      at += idLength;
    }
    const bytes = inflateAt(file, { start: offset + at, end, size });
    if (base !== null) return { kind: 'difference', base, bytes };
    const kind = KINDS[type];
    if (kind === undefined) throw damaged(`an entry of the unknown type ${type}`);
    return { kind, bytes };
  }

  /** How long the compressed bytes are is not written anywhere: more is read until they are all there. */
  function inflateAt(
    file: number,
    { start, end, size }: { readonly start: number; readonly end: number; readonly size: number },
  ): Buffer {
    for (let length = 512 + (size >> 1); ; length *= 4) {
      const isAll = start + length >= end;
      const compressed = readSlice(file, start, isAll ? Math.max(0, end - start) : length);
      try {
        const bytes = inflateSync(compressed, { maxOutputLength: Math.max(size, 1) });
        if (bytes.length === size) return bytes;
        throw damaged('an entry has another size than it says');
      } catch (error) {
        if (errorCode(error) === 'Z_BUF_ERROR' && !isAll) continue;
        throw error instanceof BrokenObject ? error : damaged(errorText(error));
      }
    }
  }

  function damaged(why: string): BrokenObject {
    return new BrokenObject(`the pack ${path}.pack is damaged (${why})`);
  }

  function inFile<Value>(extension: '.idx' | '.pack', work: (file: number) => Value): Value {
    let file: number;
    try {
      file = openSync(path + extension, 'r');
    } catch (error) {
      throw new BrokenObject(`the pack ${path}${extension} cannot be read (${errorText(error)})`);
    }
    try {
      return work(file);
    } catch (error) {
      if (error instanceof RangeError) throw damaged('it ends too early');
      throw error;
    } finally {
      closeSync(file);
    }
  }
}

type PackEntry =
  | { readonly kind: ObjectKind; readonly bytes: Buffer }
  | { readonly kind: 'difference'; readonly base: number | string; readonly bytes: Buffer };

/** Applies a difference: pieces of the base, and bytes of its own. */
function applied(base: Buffer, difference: Buffer): Buffer {
  let at = 0;
  const byteAt = (): number => difference[at++] ?? 0;
  const size = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = byteAt();
      value += (byte & 0x7f) * factor;
      if ((byte & 0x80) === 0) return value;
    }
  };
  const baseSize = size();
  const resultSize = size();
  if (baseSize !== base.length || resultSize > MAX_OBJECT_BYTES)
    throw new BrokenObject('a difference does not fit its base');
  const result = Buffer.alloc(resultSize);
  let filled = 0;
  while (at < difference.length) {
    const code = byteAt();
    if ((code & 0x80) === 0) {
      filled += difference.copy(result, filled, at, at + code);
      at += code;
      continue;
    }
    let from = 0;
    let length = 0;
    for (let n = 0; n < 4; n++) if ((code & (1 << n)) !== 0) from += byteAt() * 256 ** n;
    for (let n = 0; n < 3; n++) if ((code & (16 << n)) !== 0) length += byteAt() * 256 ** n;
    filled += base.copy(result, filled, from, from + (length === 0 ? 0x1_0000 : length));
  }
  if (filled !== result.length) throw new BrokenObject('a difference ends too early');
  return result;
}
