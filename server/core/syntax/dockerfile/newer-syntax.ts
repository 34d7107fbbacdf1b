/**
 * Flags and forms of a Dockerfile that a frontend does not know yet: it refuses the build.
 *
 * Sources: the tables "Minimum Dockerfile version" of `frontend/dockerfile/docs/reference.md` (BuildKit 0.34), the flags
 * in `frontend/dockerfile/instructions` and the build tags of the labs channel in `frontend/dockerfile/release` of
 * BuildKit 0.8 to 0.34. `--keep-git-dir` is in the code since 1.5, although the table says 1.1.
 */
import { sourceSpan } from '../../text/mapped-text.ts';
import type { Span } from '../../text/span.ts';
import type { Frontend } from './frontends.ts';
import type { Command, CopyCommand, Flag, Instruction, RunCommand } from './model.ts';

export interface NewerSyntax {
  readonly instruction: Instruction;
  readonly span: Span;
  /** For people, in back quotes where it is the user's text: "`COPY --parents`", "a here-document". */
  readonly what: string;
  /** The first stable release that has it is `1.<since>`. */
  readonly since: number;
  /** Null where it was never in the labs channel before. */
  readonly labsSince: number | null;
  /** `file`: no step of the file can be built. `stage`: only a build that needs the stage fails. */
  readonly refuses: 'file' | 'stage';
}

interface Feature {
  readonly since: number;
  readonly labsSince: number | null;
  /** From this version on the word is read, and refused only where its stage is built. */
  readonly isReadSince?: number;
}

const FLAGS: Readonly<Record<string, Readonly<Record<string, Feature>>>> = {
  RUN: {
    mount: { since: 2, labsSince: null },
    network: { since: 3, labsSince: 2 },
    security: { since: 20, labsSince: 2 },
    device: { since: 27, labsSince: 14, isReadSince: 14 },
  },
  COPY: {
    chmod: { since: 2, labsSince: null },
    link: { since: 4, labsSince: null },
    exclude: { since: 19, labsSince: 7 },
    parents: { since: 20, labsSince: 7 },
  },
  ADD: {
    chmod: { since: 2, labsSince: null },
    link: { since: 4, labsSince: null },
    exclude: { since: 19, labsSince: 7 },
    unpack: { since: 17, labsSince: null },
    checksum: { since: 6, labsSince: 5, isReadSince: 5 },
    'keep-git-dir': { since: 6, labsSince: 5, isReadSince: 5 },
  },
  HEALTHCHECK: { 'start-interval': { since: 6, labsSince: null } },
};

const HEREDOC: Feature = { since: 4, labsSince: 3 };
const SECRET_VARIABLE: Feature = { since: 10, labsSince: null };
const MODE_WITH_VARIABLE: Feature = { since: 10, labsSince: null, isReadSince: 2 };
const SYMBOLIC_MODE: Feature = { since: 14, labsSince: 11, isReadSince: 2 };

/** `commands` is parallel to `instructions`. In the order of the file. */
export function newerSyntax(
  instructions: readonly Instruction[],
  commands: readonly Command[],
  frontend: Frontend,
): readonly NewerSyntax[] {
  return instructions.flatMap((instruction, index) => {
    const command = commands[index];
    const found = [...flagsOf(instruction), ...heredocOf(instruction)];
    if (command?.kind === 'run') found.push(...secretsOf(command));
    if (command?.kind === 'copy' || command?.kind === 'add') found.push(...modeOf(command));
    return found
      .filter(({ feature }) => !knows(frontend, feature))
      .filter(({ what }, at, all) => all.findIndex((one) => one.what === what) === at)
      .map(({ span, what, feature }): NewerSyntax => ({
        instruction,
        span,
        what,
        since: feature.since,
        labsSince: feature.labsSince,
        refuses: frontend.minor >= (feature.isReadSince ?? Infinity) ? 'stage' : 'file',
      }));
  });
}

function knows({ minor, isLabs }: Frontend, { since, labsSince }: Feature): boolean {
  return minor >= (isLabs ? (labsSince ?? since) : since);
}

interface Found {
  readonly span: Span;
  readonly what: string;
  readonly feature: Feature;
}

function flagsOf({ keyword, flags }: Instruction): Found[] {
  const known = FLAGS[keyword] ?? {};
  return flags.flatMap(({ name, span }: Flag) => {
    const feature = Object.hasOwn(known, name) ? known[name] : undefined;
    return feature === undefined ? [] : [{ span, what: `\`${keyword} --${name}\``, feature }];
  });
}

function heredocOf({ heredocs, body, keyword }: Instruction): Found[] {
  if (heredocs.length === 0) return [];
  // Matches `<<EOF`, `3<<-EOF` and `<<"EOF"`.
  const word = /\d*<<-?\S+/.exec(body.text);
  if (word === null) return [];
  const span = sourceSpan(body, { start: word.index, end: word.index + word[0].length });
  return [{ span, what: `a here-document for \`${keyword}\``, feature: HEREDOC }];
}

function secretsOf({ mounts }: RunCommand): readonly Found[] {
  return mounts.flatMap(({ type, spans }) => {
    const span = type === 'secret' ? spans['env'] : undefined;
    const what = '`env=` of a secret mount';
    return span === undefined ? [] : [{ span, what, feature: SECRET_VARIABLE }];
  });
}

function modeOf({ chmod }: CopyCommand): readonly Found[] {
  if (chmod === null || /^[0-7]*$/.test(chmod.raw)) return [];
  const hasVariable = chmod.raw.includes('$');
  const what = hasVariable ? 'a variable in `--chmod`' : `\`--chmod=${chmod.raw}\``;
  return [{ span: chmod.span, what, feature: hasVariable ? MODE_WITH_VARIABLE : SYMBOLIC_MODE }];
}

/** For people; `image` is the frontend that the file names. */
export function newerSyntaxMessage(found: NewerSyntax, image: string): string {
  return `${needsText(found)}, and the frontend is \`${image}\`. Use \`docker/dockerfile:1\`.`;
}

/** "`COPY --parents` needs Dockerfile syntax 1.20 (or 1.7-labs)". */
export function needsText(found: NewerSyntax): string {
  const { what } = found;
  return `${what.charAt(0).toUpperCase()}${what.slice(1)} needs Dockerfile syntax ${versionsWith(found)}`;
}

/** The versions that have it, for a message: "1.20 (1.7-labs)". */
function versionsWith({ since, labsSince }: Pick<NewerSyntax, 'since' | 'labsSince'>): string {
  const stable = `1.${String(since)}`;
  return labsSince === null ? stable : `${stable} (or 1.${String(labsSince)}-labs)`;
}
