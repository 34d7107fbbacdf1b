/** Options that do not go with the type of a mount. */
import type { Problem, Span } from '../../../text/span.ts';
import type { Mount } from '../model.ts';
import { errorAt, quoted } from '../problems.ts';

export function misplacedOptions(
  type: MountType,
  options: ReadonlyMap<string, MountOption>,
  flag: Span,
): readonly Problem[] {
  const problems: Problem[] = [];
  const has = (name: string): boolean => (options.get(name)?.value ?? '') !== '';
  const refuse = (name: string, reason: string): void => {
    const span = options.get(name)?.span ?? flag;
    const message = `${quoted(name)} does not go with a ${type} mount: ${reason}. Remove it.`;
    problems.push(errorAt(span, 'mount-option-misplaced', message));
  };
  if (type === 'bind' || type === 'tmpfs') {
    for (const name of ['mode', 'uid', 'gid'].filter((one) => options.has(one))) {
      refuse(name, 'only cache, secret and ssh mounts have owners and modes of their own');
    }
  }
  if (type !== 'cache' && has('sharing')) refuse('sharing', 'only caches are shared');
  if (type === 'secret') {
    if (has('from')) refuse('from', 'secrets come from the build command, not from a stage');
    if (has('source') && has('id')) refuse('source', 'it means the same as the id beside it');
    if (!has('source') && !has('id') && !has('target')) {
      const message =
        'This secret has no name, so BuildKit cannot tell which one is meant. Add id=… with the name given to docker build --secret.';
      problems.push(errorAt(flag, 'mount-option-missing', message));
    }
  }
  const target = options.get('target');
  if (type !== 'secret' && type !== 'ssh' && target?.value === '/') {
    const message =
      'A mount on / would hide the whole image, and BuildKit refuses it. Mount a directory below it.';
    problems.push(errorAt(target.span, 'mount-target', message));
  }
  return problems;
}

export interface MountOption {
  readonly value: string;
  readonly span: Span;
}

export type MountType = Mount['type'];
