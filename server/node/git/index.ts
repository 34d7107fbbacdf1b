/** Files of a git revision, as a checkout of it would write them here. */
export type { Checkout, EarlierBytes, EarlierEntry } from './checkout.ts';
export { findGit, type FindGitInput } from './find-git.ts';
export type { GitTool } from './git-checkout.ts';
export { openCheckout, resolveRevision, type OpenCheckoutInput } from './open-checkout.ts';
export { objectKeys } from './object-keys.ts';
export { isInCheckout } from './places.ts';
export {
  readCheckoutContext,
  readCheckoutFile,
  type CheckoutContext,
  type ReadCheckoutContextInput,
} from './read-checkout.ts';
export { readNow } from './earlier-files.ts';
export { listRefs } from './refs.ts';
export {
  findRepository,
  gitState,
  ok,
  type GitProblem,
  type GitResult,
  type Repository,
} from './repository.ts';
