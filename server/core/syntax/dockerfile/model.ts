/**
 * A Dockerfile as BuildKit reads it, with the place of everything.
 *
 * Two levels: `Instruction` is what the parser sees (keyword, flags, body, heredocs), `Command` is what an
 * instruction means (sources of a COPY, mounts of a RUN). Rules of reading: moby/buildkit
 * frontend/dockerfile/parser and frontend/dockerfile/instructions.
 */
import type { MappedText } from '../../text/mapped-text.ts';
import type { Span } from '../../text/span.ts';

export interface Dockerfile {
  readonly text: string;
  readonly escape: '\\' | '`';
  readonly directives: readonly Directive[];
  /** Spans of comment lines, without their line ends; comments inside an instruction included. */
  readonly comments: readonly Span[];
  readonly instructions: readonly Instruction[];
}

/** `# syntax=…`, `# escape=…`, `# check=…` at the top of the file. */
export interface Directive {
  /** Lower case. */
  readonly name: string;
  readonly value: string;
  readonly span: Span;
}

export interface Instruction {
  /** Upper case; an unknown keyword is kept as it is and reported. */
  readonly keyword: string;
  readonly keywordSpan: Span;
  /** From the keyword's first unit to the end of the last line (a heredoc's terminator included), without its line end. */
  readonly span: Span;
  /** Lines of the file, from 1. */
  readonly line: number;
  readonly endLine: number;
  readonly flags: readonly Flag[];
  /** The whole logical line (comments dropped, continuations joined, trimmed), keyword and flags included. */
  readonly logical: MappedText;
  /** The logical line behind keyword and flags, trimmed. */
  readonly body: MappedText;
  /**
   * The body as a JSON array of strings, where this keyword allows that form and the body is one. For HEALTHCHECK it
   * is the array behind CMD.
   */
  readonly json: readonly string[] | null;
  /** Bodies of here-documents, in order (RUN, COPY, ADD, and ONBUILD of these). */
  readonly heredocs: readonly Heredoc[];
  /** The instruction behind ONBUILD. */
  readonly trigger: Instruction | null;
}

/** `--name=value` or `--name`. */
export interface Flag {
  readonly name: string;
  /** Null for `--name` alone. Quotes around it are removed, as BuildKit does. */
  readonly value: string | null;
  readonly span: Span;
  /** With its quotes. */
  readonly valueSpan: Span | null;
  /** `value` with the place of each of its parts, for what has parts (`--mount`). */
  readonly valueText: MappedText | null;
}

export interface Heredoc {
  /** The delimiter, without quotes. */
  readonly name: string;
  /** Number of the file descriptor; 0 where none is written. */
  readonly fileDescriptor: number;
  /** False where the delimiter is quoted: the body is taken as it is. */
  readonly expand: boolean;
  /** `<<-`: leading tabs are removed. */
  readonly chomp: boolean;
  /** The body's bytes as BuildKit takes them (tabs removed for `<<-`), final line end included. */
  readonly content: string;
  /** The body as it stands in the file, tabs kept: what the shell is given when the command has more than the heredoc. */
  readonly raw: string;
  /** The lines of the body in the file. */
  readonly span: Span;
}

/** A word of an instruction as it is written; `raw` keeps quotes and variables. */
export interface Word {
  readonly raw: string;
  readonly span: Span;
}

export interface KeyValue {
  readonly key: Word;
  /** Null for `ARG NAME` without a default. */
  readonly value: Word | null;
}

export interface Mount {
  readonly type: 'bind' | 'cache' | 'tmpfs' | 'secret' | 'ssh';
  /**
   * Raw option values as written, variables not expanded; keys lower case (`target`, `source`, `from`, `id`, …);
   * aliases unified: `src` is `source`, `dst` and `destination` are `target`, `ro` is `readonly`. Switches (`readonly`,
   * `required`) are 'true' or 'false', and `rw` is `readonly` turned round; `readwrite` stays only where its value has
   * a variable. Of an option that is written twice the last one counts.
   */
  readonly options: Readonly<Record<string, string>>;
  /** The place of each option (`sharing=locked`) in the file, by the same keys. */
  readonly spans: Readonly<Record<string, Span>>;
  /** The flag it was read from. */
  readonly flag: Flag;
}

export type Command =
  | FromCommand
  | RunCommand
  | CopyCommand
  | PairsCommand
  | WordCommand
  | ArgvCommand
  | OnbuildCommand
  | OtherCommand;

export interface FromCommand {
  readonly kind: 'from';
  readonly image: Word;
  readonly platform: Word | null;
  readonly name: Word | null;
}

export interface RunCommand {
  readonly kind: 'run';
  readonly form: 'shell' | 'exec';
  /** Shell form: the command text as BuildKit gives it to the shell, without heredoc bodies. Empty for exec form. */
  readonly script: MappedText;
  /** Exec form: the arguments. Empty for shell form. */
  readonly argv: readonly string[];
  readonly mounts: readonly Mount[];
  readonly network: string | null;
  readonly security: string | null;
  /** Values of `--device`, as written. */
  readonly devices: readonly string[];
  readonly heredocs: readonly Heredoc[];
  /** The body is exactly one heredoc word, so that its content is the script. */
  readonly onlyHeredoc: boolean;
}

export interface CopyCommand {
  readonly kind: 'copy' | 'add';
  readonly sources: readonly Word[];
  readonly destination: Word;
  /** Heredocs among the sources. */
  readonly heredocs: readonly Heredoc[];
  readonly from: Word | null;
  readonly chown: Word | null;
  readonly chmod: Word | null;
  readonly link: boolean;
  readonly parents: boolean;
  readonly exclude: readonly Word[];
  readonly checksum: Word | null;
  readonly keepGitDir: boolean;
  /** ADD: null where the flag is absent. */
  readonly unpack: boolean | null;
}

/** ENV, ARG, LABEL. */
export interface PairsCommand {
  readonly kind: 'env' | 'arg' | 'label';
  readonly pairs: readonly KeyValue[];
  /** `ENV NAME value` (also LABEL), without an equals sign: one pair, and the value runs to the end. */
  readonly legacy: boolean;
}

/** Instructions whose body is one value. */
export interface WordCommand {
  readonly kind: 'workdir' | 'user' | 'stopsignal' | 'maintainer';
  readonly value: Word;
}

/** Instructions that take a command line and make no layer, and SHELL. */
export interface ArgvCommand {
  readonly kind: 'cmd' | 'entrypoint' | 'shell' | 'healthcheck';
  readonly form: 'shell' | 'exec';
  readonly argv: readonly string[];
}

export interface OnbuildCommand {
  readonly kind: 'onbuild';
  readonly trigger: Instruction;
}

/** EXPOSE, VOLUME, and anything that is not understood: no influence on layers. */
export interface OtherCommand {
  readonly kind: 'other';
  readonly words: readonly Word[];
}
