/** Which builds there are of a Dockerfile, and which of them is meant. */
export { chooseInvocation, distinct, findInvocation, type InvocationChoice } from './choose.ts';
export { contextEvidence, type ContextEvidence } from './evidence.ts';
export { inferContext, type FolderProbe, type InferredContext } from './infer-context.ts';
export { idOfSource, invocationOf, plainId, plainInvocation, titleOf } from './invocation.ts';
export type { Invocation } from './invocation.ts';
export {
  sourceFaults,
  type BuildFiles,
  type IgnoreFileOfBuild,
  type SourceFault,
} from './source-faults.ts';
export { withUniqueIds } from './same-id.ts';
export type {
  BuildSource,
  BuildSourceKind,
  DeclaredBuild,
  DeclaredBuilds,
  ReadFile,
} from './model.ts';
