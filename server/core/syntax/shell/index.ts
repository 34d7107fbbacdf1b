/** Shell text of RUN instructions. */
export type {
  ShellAssignment,
  ShellRedirect,
  ShellScript,
  ShellVariable,
  ShellWord,
  SimpleCommand,
  WordPiece,
} from './model.ts';
export { parseShell } from './parse.ts';
export { parseRun, type RunSetting } from './run.ts';
export { commandArguments, piecesValue, type Argument, type ValueLookup } from './values.ts';
