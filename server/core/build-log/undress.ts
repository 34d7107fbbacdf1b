/**
 * Finds the lines of builds in a log, whatever stands before them. No list of CI systems: a line that can only be of a
 * build shows with its start what the lines of this build begin with, and from then on that start is its mark. Lines
 * that begin alike belong to one channel, so that builds which run at the same time are told apart.
 */
import { dressKey, endsWithTime } from './dress-key.ts';
import type { LogFormat } from './model.ts';
import { plainFormat } from './plain.ts';
import { rawjsonFormat } from './rawjson.ts';

export interface Undressed {
  readonly channel: number;
  readonly format: LogFormat;
  /** From `#n ` or the brace on. */
  readonly text: string;
  /** What stood before it. */
  readonly dress: string;
}

interface Channel {
  readonly index: number;
  readonly format: LogFormat;
  /** Whether step 0 and step 1 were seen. */
  readonly seen: [boolean, boolean];
  /** Whether the digits of its dress count lines or time, so that no two lines begin alike. */
  counts: boolean;
}

/** No prefix is longer; what stands further to the right is text of the line. */
const LONGEST_DRESS = 240;
const MARK = /#(\d{1,6}) /g;
const JSON_START = /\{\s*"(?:vertexes|statuses|logs|warnings)"\s*:/;
const HASH = 35;
const BRACE = 123;

/**
 * Only a build prints this after `#n `: `building with "x" instance`, `[internal] load …`, `[web builder 2/5] COPY …`,
 * `DONE 1.2s`, `CACHED`. It must be strict, because the line can be from anywhere.
 */
const UNMISTAKABLE =
  /^(?:building with "|\[(?:[^\]\s]+ ){0,3}internal\] \S|\[(?:[^\]\s]+ ){0,3}\s{0,3}\d+\/\d+\] \S|\[(?:\S+ )?auth\] \S|DONE \d+\.\d+s$|CACHED$|CANCELED$)/;
const BEGINS_STEP = /^(?:building|\[)/;
/** `1.110 Collecting …`: enough only right behind a time stamp. */
const OUTPUT = /^\d+\.\d{1,3} \S/;
/** A failed build prints the end of the step's output once more, without `#n`: `0.345 …`. */
const REPEATED_OUTPUT = /(?:^|\s)\d+\.\d{1,3} $/;

export function createUndresser(): (line: string) => Undressed | null {
  const channels = new Map<string, Channel>();
  const shapes = new Map<string, Channel>();
  let bare: Channel | null = null;
  let bareJson: Channel | null = null;
  let nChannels = 0;

  function open(format: LogFormat): Channel {
    return { index: nChannels++, format, seen: [false, false], counts: false };
  }

  /** Lines that begin with the build's own text. These are all there are while a build runs, so they cost little. */
  function readBare(line: string): Undressed | null {
    const first = line.charCodeAt(0);
    if (first === BRACE && rawjsonFormat.recognizes(line)) {
      bareJson ??= open(rawjsonFormat);
      return { channel: bareJson.index, format: rawjsonFormat, text: line, dress: '' };
    }
    if (first !== HASH || !/^#\d+ /.test(line)) return null;
    if (!bare && plainFormat.recognizes(line)) {
      bare = channels.get('') ?? open(plainFormat);
      channels.set('', bare);
    }
    return bare && { channel: bare.index, format: plainFormat, text: line, dress: '' };
  }

  function readDressed(line: string): Undressed | null {
    const head = line.slice(0, LONGEST_DRESS);
    const json = JSON_START.exec(head);
    for (const mark of head.matchAll(MARK)) {
      if (json && mark.index > json.index) break;
      const dress = head.slice(0, mark.index);
      // `abc#1 ` and `##1 ` are words of the line; what is in brackets or quotes is told about a build.
      if (/[\w#&/("'`]$/.test(dress)) continue;
      const text = line.slice(mark.index);
      const channel = plainChannel(dress, Number(mark[1]), text.slice(mark[0].length).trimEnd());
      if (channel) return { channel: channel.index, format: plainFormat, text, dress };
    }
    if (!json) return null;
    const dress = head.slice(0, json.index);
    const key = `json ${dressKey(dress)}`;
    const channel = channels.get(key) ?? open(rawjsonFormat);
    channels.set(key, channel);
    const text = line.slice(json.index);
    return { channel: channel.index, format: rawjsonFormat, text, dress };
  }

  function plainChannel(dress: string, step: number, rest: string): Channel | null {
    const key = dressKey(dress);
    const known = channels.get(key) ?? null;
    const channel = known ?? channelOfShape(key, step, rest) ?? newChannel(key, dress, rest);
    if (channel && step < 2) channel.seen[step === 0 ? 0 : 1] = true;
    return channel;
  }

  /**
   * A dress that differs from a known one in digits only. `web-2 | ` beside `web-1 | ` begins its own build with step 0
   * or 1; a prefix that counts goes on with the steps of the build.
   */
  function channelOfShape(key: string, step: number, rest: string): Channel | null {
    const similar = shapes.get(shapeOf(key));
    if (!similar) return null;
    if (similar.counts) return similar;
    if (!UNMISTAKABLE.test(rest)) return null;
    const isStart = step < 2 && similar.seen[step === 0 ? 0 : 1] && BEGINS_STEP.test(rest);
    if (isStart) return null;
    similar.counts = true;
    return similar;
  }

  function newChannel(key: string, dress: string, rest: string): Channel | null {
    const shows = UNMISTAKABLE.test(rest) || (endsWithTime(key) && OUTPUT.test(rest));
    if (!shows || (nChannels > 0 && REPEATED_OUTPUT.test(dress))) return null;
    const channel = open(plainFormat);
    channels.set(key, channel);
    const shape = shapeOf(key);
    if (shape !== key && !shapes.has(shape)) shapes.set(shape, channel);
    return channel;
  }

  return (line) => readBare(line) ?? readDressed(line);
}

function shapeOf(key: string): string {
  return key.replace(/\d+/g, '\u0000');
}
