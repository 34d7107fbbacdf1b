/** The files of the build context that instructions name: sources of COPY and ADD, and of bind mounts. */
import { copySource } from './paths.ts';
import { remoteSource } from './remote-sources.ts';
import type { InstructionView } from './model.ts';
import { expandWord } from '../syntax/dockerfile/index.ts';
import type { Dockerfile } from '../syntax/dockerfile/model.ts';
import type { Span } from '../text/span.ts';

export interface ContextSource {
  /** Relative to the context, as a pattern where it has one; empty for the context itself. */
  readonly path: string;
  readonly span: Span;
}

/** What has a variable without a value is left out, and so is what comes from a stage, an image or an address. */
export function contextSources(
  { command, environment }: InstructionView,
  dockerfile: Pick<Dockerfile, 'escape'>,
): readonly ContextSource[] {
  switch (command.kind) {
    case 'copy':
    case 'add':
      if (command.from !== null) return [];
      return command.sources.flatMap(({ raw, span }) => {
        const source = expanded(raw, environment, dockerfile);
        if (source === null || (command.kind === 'add' && remoteSource(source) !== null)) return [];
        return [{ path: copySource(source).slice(1), span }];
      });
    case 'run':
      return command.mounts.flatMap(({ type, options, spans, flag }) => {
        if (type !== 'bind' || options['from'] !== undefined) return [];
        const source = expanded(options['source'] ?? '/', environment, dockerfile);
        const span = spans['source'] ?? flag.span;
        return source === null ? [] : [{ path: copySource(source).slice(1), span }];
      });
    default:
      return [];
  }
}

/** Null for a word with a variable that nobody gives a value. */
function expanded(
  raw: string,
  environment: InstructionView['environment'],
  { escape }: Pick<Dockerfile, 'escape'>,
): string | null {
  const { value, unset, problems } = expandWord(raw, {
    escape,
    lookup: (name) => environment.get(name)?.value,
  });
  // `${DIR:-app}` has a value without one for DIR.
  const isOpen = unset.some(
    (name) => !['-', ':-', '+', ':+'].some((operator) => raw.includes(`\${${name}${operator}`)),
  );
  return isOpen || problems.length > 0 ? null : value;
}
