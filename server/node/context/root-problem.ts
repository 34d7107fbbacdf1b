/** What is wrong with a context whose root is not a folder. */
import type { DiskNode } from './disk.ts';
import type { ContextProblem } from './model.ts';

export function rootProblem(root: string, found: DiskNode | null): ContextProblem {
  return found === null
    ? { code: 'missing', path: '', message: `The build context ${root} does not exist.` }
    : { code: 'not-a-folder', path: '', message: `The build context ${root} is not a folder.` };
}
