/** An invocation in words, for views, lenses and pickers. */
import type { InvocationOption } from '../../protocol/requests.ts';
import { titleOf, type Invocation } from '../invocations/index.ts';

/** `shown`: the path of a file or folder, relative to the workspace folder. */
export function invocationOption(
  invocation: Invocation,
  shown: (file: string) => string,
): InvocationOption {
  const { id, context, target, platforms, args, evidence } = invocation;
  const names = Object.keys(args);
  return {
    id,
    label: titleOf(invocation),
    detail: [
      `context ${shown(context) || '.'}`,
      ...(target === null ? [] : [`target ${target}`]),
      ...(names.length === 0 ? [] : [`with ${names.join(', ')}`]),
      ...(platforms.length === 0 ? [] : [platforms.join(', ')]),
    ].join(', '),
    evidence,
  };
}
