/**
 * What a RUN instruction runs, as far as text can tell: its simple commands in order, each with its words, the
 * variables that hold there and the folder changes before it. Compound commands are seen through, not modeled.
 */
import type { Problem, Span } from '../../text/span.ts';

export interface ShellScript {
  /** In the order of the text; commands inside `$( )` stand before the command that uses them. */
  readonly commands: readonly SimpleCommand[];
  readonly problems: readonly Problem[];
  /** False where the text is no POSIX shell script (PowerShell, a Python heredoc), so that nothing is known of it. */
  readonly understood: boolean;
}

export interface SimpleCommand {
  /** Name and arguments; what only starts another command (`sudo`, `env`, `time`, …) is taken off. */
  readonly words: readonly ShellWord[];
  /** `NAME=value` in front of the command, those of `env` included. */
  readonly assignments: readonly ShellAssignment[];
  /** What this script set before this command and for it, by name. */
  readonly variables: ReadonlyMap<string, ShellVariable>;
  /** Targets of the `cd` commands before it, in order; null where the folder cannot be known any more. */
  readonly folderChanges: readonly ShellWord[] | null;
  readonly redirects: readonly ShellRedirect[];
  /** The words in the file, from the first prefix (`sudo`) to the last word. */
  readonly span: Span;
  /** What to delete so that the script reads as if the command had never been in it; null where that would change more. */
  readonly removal: Removal | null;
  /** Run through `sudo`, `su` and the like: its user is not the one of the instruction. */
  readonly switchesUser: boolean;
  /** Where the user is switched: the word that names the user, one of nowhere for the root of `sudo`; null where none does. */
  readonly user: ShellWord | null;
  /** What nobody sees here of the variables that `sudo` lets through. */
  readonly filters: EnvironmentFilter;
  /** `env -i`: nothing of the image's environment reaches it. */
  readonly clearsEnvironment: boolean;
  /** An exec-form RUN: the words are JSON strings. */
  readonly json: boolean;
}

/** With the operator before or after the command, and comments on the way. */
export interface Removal extends Span {
  /** Where the command before ends; what is removed begins there, or with the command. */
  readonly previousEnd: number;
  /** Another command comes after it. */
  readonly goesOn: boolean;
}

/** What the settings of `sudo` decide. */
export type EnvironmentFilter = 'nothing' | 'variables' | 'variables and HOME';

export interface ShellWord {
  readonly raw: string;
  /** Without quotes and escapes; expansions stand in it as they are written. */
  readonly value: string;
  /** Nothing in it is left to the shell, so `value` is what the command gets. */
  readonly literal: boolean;
  readonly pieces: readonly WordPiece[];
  readonly span: Span;
  /** The word and the blanks before it (`, ` in JSON): what to delete so that the command reads as if it never stood there. */
  readonly removal: Span;
}

export type WordPiece =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'variable';
      readonly name: string;
      /** Of `${NAME:-fallback}`. */
      readonly fallback: string | null;
      /** Outside quotes the value is split at blanks. */
      readonly quoted: boolean;
    }
  /** A leading `~`. */
  | { readonly kind: 'home' }
  | { readonly kind: 'glob'; readonly text: string }
  /** The variable of a `for` loop over words that are written out. */
  | { readonly kind: 'choice'; readonly values: readonly string[] }
  | { readonly kind: 'unknown' };

export interface ShellAssignment {
  readonly name: string;
  readonly value: ShellWord | null;
  readonly span: Span;
  /** The assignment and the blanks after it. */
  readonly removal: Span;
}

export interface ShellVariable {
  /** Variables in it come from the environment of the instruction. */
  readonly pieces: readonly WordPiece[];
  readonly state: 'set' | 'unset';
  /** False: a command sees it only if the environment had a variable of this name. */
  readonly exported: boolean;
  readonly span: Span;
}

export interface ShellRedirect {
  readonly operator: string;
  readonly target: ShellWord | null;
}
