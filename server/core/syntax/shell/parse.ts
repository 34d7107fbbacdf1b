/**
 * Reads shell text with `unbash` and flattens it to its simple commands. The only module that knows the parser's tree.
 *
 * Execution is followed as far as it is plain: what a chain exports holds for its later commands, a subshell keeps
 * its changes to itself, and what a branch changed is unknown after it.
 */
import {
  forEachChild,
  parse,
  type AndOr,
  type Assignment,
  type Command,
  type ParsedScript,
  type Pipeline,
  type Statement,
  type SyntaxNode,
  type Word,
} from 'unbash';
import { sourceSpan, type MappedText } from '../../text/mapped-text.ts';
import type { Problem } from '../../text/span.ts';
import { emitCommand, MAX_DEPTH, type CommandParts, type Walk } from './commands.ts';
import type { Removal, ShellRedirect, ShellScript, WordPiece } from './model.ts';
import { EMPTY_SCOPE, assign, mergeBranch, resolvePieces, type Scope } from './scope.ts';
import { decodeWord, readWord } from './words.ts';

export function parseShell(script: MappedText): ShellScript {
  const walk = newWalk();
  walkText(script, EMPTY_SCOPE, walk, 0);
  return { commands: walk.commands, problems: walk.problems, understood: true };
}

/** For texts that are reached by other ways than one script, such as the strings of an exec-form RUN. */
export function newWalk(): Walk {
  return { commands: [], problems: [], nested: walkText };
}

function walkText(source: MappedText, scope: Scope, walk: Walk, depth: number): Scope {
  if (depth > MAX_DEPTH) return scope;
  return walkScript(parse(source.text), source, scope, walk, depth);
}

interface Context {
  readonly source: MappedText;
  readonly walk: Walk;
  readonly depth: number;
}

function walkScript(
  script: ParsedScript,
  source: MappedText,
  scope: Scope,
  walk: Walk,
  depth: number,
): Scope {
  for (const error of script.errors ?? []) walk.problems.push(problem(error, source));
  const context = { source, walk, depth };
  return script.commands.reduce((now, statement, index) => {
    const { command, background } = statement;
    if (command.type !== 'Command' || background) return walkStatement(statement, context, now);
    return walkCommand(command, context, now, statementRemoval(script.commands, index, source));
  }, scope);
}

/**
 * A statement between others can go. The last one says how the script ends, unless the script would have ended before
 * with what fails.
 */
function statementRemoval(
  statements: readonly Statement[],
  index: number,
  source: MappedText,
): Removal | null {
  const [previous, own, next] = [index - 1, index, index + 1].map((at) => statements[at]);
  if (own === undefined) return null;
  const before = sourceSpan(source, { start: previous?.end ?? own.pos, end: own.end });
  if (next !== undefined) {
    const removed = sourceSpan(source, { start: own.pos, end: next.pos });
    return { ...removed, previousEnd: before.start, goesOn: true };
  }
  if (previous === undefined || !statements.slice(0, index).some(endsOnErrors)) return null;
  // Behind a here-document its lines stand between them.
  if (!/^(?:[ \t;\n]|#[^\n]*)*$/.test(source.text.slice(previous.end, own.pos))) return null;
  return { ...before, previousEnd: before.start, goesOn: false };
}

function endsOnErrors({ command }: Statement): boolean {
  if (command.type !== 'Command' || command.name?.value !== 'set') return false;
  return command.args.some((word) => word.type === 'Word' && /^-[a-zA-Z]*e/.test(word.value));
}

function problem(error: { message: string; pos: number }, source: MappedText): Problem {
  const start = Math.min(error.pos, Math.max(0, source.text.length - 1));
  const span = sourceSpan(source, { start, end: start + 1 });
  return {
    code: 'shell-syntax',
    message: `The shell script is cut short: ${error.message}.`,
    span,
    severity: 'warning',
  };
}

function walkStatement(statement: Statement, context: Context, scope: Scope): Scope {
  const after = walkNode(statement.command, context, scope);
  return statement.background ? scope : after;
}

function walkNode(node: SyntaxNode, context: Context, scope: Scope): Scope {
  switch (node.type) {
    case 'Command':
      return walkCommand(node, context, scope, null);
    case 'AndOr':
      return walkChain(node, context, scope);
    case 'Pipeline':
      return walkPipeline(node, context, scope);
    case 'Statement':
      return walkStatement(node, context, scope);
    case 'CompoundList':
    case 'BraceGroup':
      return walkChildren(node, context, scope);
    case 'Redirected':
      return walkNode(node.command, context, scope);
    case 'Subshell':
    case 'Function':
    case 'Coproc':
      walkChildren(node, context, scope);
      return scope;
    case 'Script':
      walkScript(node, context.source, scope, context.walk, context.depth);
      return scope;
    case 'For':
    case 'Select': {
      const span = sourceSpan(context.source, { start: node.name.pos, end: node.name.end });
      const pieces = loopPieces(node.wordlist ?? [], context.source);
      const inside = assign(scope, { name: node.name.value, pieces, span });
      return mergeBranch(scope, walkChildren(node, context, inside));
    }
    case 'If':
    case 'Elif':
    case 'While':
    case 'Case':
    case 'CaseItem':
    case 'ArithmeticFor':
      return mergeBranch(scope, walkChildren(node, context, scope));
    case 'CommandExpansion':
    case 'ProcessSubstitution':
      walkSubstitution(node.script, context, scope);
      return scope;
    default:
      return walkChildren(node, context, scope);
  }
}

/** What the variable of a loop can be; null where none of its words is written out. */
function loopPieces(words: readonly Word[], source: MappedText): readonly WordPiece[] | null {
  const literal = words.map((word) => readWord(word, source)).filter((word) => word.literal);
  const values = [...new Set(literal.map((word) => word.value))];
  return values.length === 0 ? null : [{ kind: 'choice', values }];
}

function walkChildren(node: SyntaxNode, context: Context, scope: Scope): Scope {
  let now = scope;
  forEachChild(node, (child) => {
    now = walkNode(child, context, now);
  });
  return now;
}

/** `a && b || c`: what stands behind `||`, or behind a mere question such as `[ … ]`, may not run. */
function walkChain(chain: AndOr, context: Context, scope: Scope): Scope {
  let now = scope;
  for (const [index, member] of chain.commands.entries()) {
    const previous = chain.commands[index - 1];
    const operator = chain.operators[index - 1];
    const next = chain.operators[index];
    const removable = operator === '&&' && next !== '||' && previous !== undefined;
    const removed =
      removable && sourceSpan(context.source, { start: previous.end, end: member.end });
    const removal = removed
      ? { ...removed, previousEnd: removed.start, goesOn: next !== undefined }
      : null;
    const after =
      member.type === 'Command'
        ? walkCommand(member, context, now, removal)
        : walkNode(member, context, now);
    now = operator === '||' ? mergeBranch(now, after) : after;
  }
  return chain.commands[0] && isQuestion(chain.commands[0]) ? mergeBranch(scope, now) : now;
}

function isQuestion(node: SyntaxNode): boolean {
  if (node.type === 'TestCommand') return true;
  return node.type === 'Command' && /^(\[|test|grep|command|which)$/.test(node.name?.value ?? '');
}

/** Each part of a pipe is a process of its own; `time` and `!` make a pipeline of a single command. */
function walkPipeline(pipeline: Pipeline, context: Context, scope: Scope): Scope {
  const [only, ...others] = pipeline.commands;
  if (only !== undefined && others.length === 0) return walkNode(only, context, scope);
  for (const member of pipeline.commands) walkNode(member, context, scope);
  return scope;
}

function walkSubstitution(script: ParsedScript | undefined, context: Context, scope: Scope): void {
  // Inside backticks with escapes the places count in a decoded text, which has no way back to the file.
  if (script === undefined || script.source !== undefined) return;
  walkScript(script, context.source, scope, context.walk, context.depth);
}

function walkCommand(
  command: Command,
  context: Context,
  scope: Scope,
  removal: CommandParts['removal'],
): Scope {
  forEachChild(command, (child) => {
    walkExpansions(child, context, scope);
  });
  const prefix = command.prefix.filter((item) => item.type === 'Assignment');
  const args = command.args;
  const words: (Word | Assignment)[] = command.name ? [command.name, ...args] : [];
  const parts: CommandParts = {
    words: words.map((word) => argument(word, context.source, scope)),
    assignments: prefix.map((item) => assignment(item, context.source, scope)),
    redirects: redirects(command, context.source),
    heredoc: heredocBody(command),
    removal,
    json: false,
  };
  return emitCommand(parts, context.source, scope, context.walk, context.depth);
}

/** Only the scripts inside words: the words themselves are read by the caller. */
function walkExpansions(node: SyntaxNode, context: Context, scope: Scope): void {
  if (node.type === 'CommandExpansion' || node.type === 'ProcessSubstitution')
    walkSubstitution(node.script, context, scope);
  else
    forEachChild(node, (child) => {
      walkExpansions(child, context, scope);
    });
}

function argument(
  node: Word | Assignment,
  source: MappedText,
  scope: Scope,
): CommandParts['words'][number] {
  if (node.type === 'Word') {
    const word = readWord(node, source);
    return {
      word: { ...word, pieces: resolvePieces(scope, word.pieces) },
      decode: () => decodeWord(node, source),
      assignment: null,
    };
  }
  const read = assignment(node, source, scope);
  const text = source.text.slice(node.pos, node.end);
  // Only `export`, `declare` and their like get these; as a word it is never asked for its value.
  const word = readWord({ type: 'Word', text, value: text, pos: node.pos, end: node.end }, source);
  return { word, decode: () => null, assignment: read };
}

function assignment(
  node: Assignment,
  source: MappedText,
  scope: Scope,
): CommandParts['assignments'][number] {
  const { value } = node;
  const word =
    value.type === 'Word' && !node.append && !node.index ? readWord(value, source) : null;
  const blanks = /^[ \t]*/.exec(source.text.slice(node.end, node.end + 200))?.[0].length ?? 0;
  return {
    name: node.name,
    value: word && { ...word, pieces: resolvePieces(scope, word.pieces) },
    span: sourceSpan(source, { start: node.pos, end: node.end }),
    removal: sourceSpan(source, { start: node.pos, end: node.end + blanks }),
  };
}

function redirects(command: Command, source: MappedText): ShellRedirect[] {
  return command.redirects.map((redirect) => ({
    operator: redirect.operator,
    target:
      redirect.type !== 'HereDoc' && redirect.target ? readWord(redirect.target, source) : null,
  }));
}

function heredocBody(command: Command): CommandParts['heredoc'] {
  const heredoc = command.redirects.findLast((redirect) => redirect.type === 'HereDoc');
  return heredoc?.type === 'HereDoc' && heredoc.descriptor === undefined
    ? { start: heredoc.body.pos, end: heredoc.body.end }
    : null;
}
