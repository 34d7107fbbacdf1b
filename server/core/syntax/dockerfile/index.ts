/** Dockerfiles: reading a file into instructions, an instruction into what it means, and the words in it. */
export { readMount } from './commands/mount.ts';
export { readCommand } from './commands/read-command.ts';
export { expandWord, expandWords } from './expand.ts';
export type { ExpandedWord, ExpandedWords, ExpandOptions } from './expand.ts';
export { buildkitOf, builtInFrontend, namedFrontend } from './frontends.ts';
export type { Frontend, NamedFrontend } from './frontends.ts';
export { heredocText, readHeredocWord } from './heredocs.ts';
export { keywordNames } from './keywords.ts';
export { needsText, newerSyntax, newerSyntaxMessage } from './newer-syntax.ts';
export type { NewerSyntax } from './newer-syntax.ts';
export { parseDockerfile } from './parse.ts';
export { TEMPLATE_MESSAGE, templateMark } from './template.ts';
