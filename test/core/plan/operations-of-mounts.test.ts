/** Examples: which changes of a mount change the key of a RUN. How to read them is said in `compare-operations.ts`. */
import { compareOperations, givenArgs, type Comparison } from './compare-operations.ts';

const comparisons: readonly Comparison[] = [
  {
    title: 'the target as the id of a cache mount',
    before: 'RUN --mount=type=cache,target=/c a',
    after: 'RUN --mount=type=cache,target=/c,id=/c a',
    expected: '=',
  },
  {
    title: 'an id for a cache mount',
    before: 'RUN --mount=type=cache,target=/c a',
    after: 'RUN --mount=type=cache,target=/c,id=foo a',
    expected: 'x',
  },
  {
    title: 'another id',
    before: 'RUN --mount=type=cache,target=/c,id=foo a',
    after: 'RUN --mount=type=cache,target=/c,id=bar a',
    expected: '=',
  },
  {
    title: 'another id before 0.13',
    before: 'RUN --mount=type=cache,target=/c,id=foo a',
    after: 'RUN --mount=type=cache,target=/c,id=bar a',
    engine: { buildkit: '0.12.5' },
    expected: 'x',
  },
  {
    title: 'sharing in place of an id',
    before: 'RUN --mount=type=cache,target=/c,id=foo a',
    after: 'RUN --mount=type=cache,target=/c,sharing=locked a',
    expected: '=',
  },
  {
    title: 'another kind of sharing',
    before: 'RUN --mount=type=cache,target=/c,sharing=locked a',
    after: 'RUN --mount=type=cache,target=/c,sharing=private a',
    expected: '=',
  },
  {
    title: 'a slash behind the target of a cache mount',
    before: 'RUN --mount=type=cache,target=/c a',
    after: 'RUN --mount=type=cache,target=/c/ a',
    expected: 'x',
  },
  {
    title: 'a mode of a cache mount',
    before: 'RUN --mount=type=cache,target=/c a',
    after: 'RUN --mount=type=cache,target=/c,mode=0755 a',
    expected: 'x',
  },
  {
    title: 'a cache mount that is only read',
    before: 'RUN --mount=type=cache,target=/c a',
    after: 'RUN --mount=type=cache,target=/c,ro a',
    expected: 'x',
  },
  {
    title: 'a namespace for default ids',
    before: 'RUN --mount=type=cache,target=/c a',
    afterOptions: givenArgs({ BUILDKIT_CACHE_MOUNT_NS: 'n' }),
    expected: 'x',
  },
  {
    title: 'a namespace for an id',
    before: 'RUN --mount=type=cache,target=/c,id=foo a',
    afterOptions: givenArgs({ BUILDKIT_CACHE_MOUNT_NS: 'n' }),
    expected: '=',
  },
  {
    title: 'the source of a bind mount',
    before: 'RUN --mount=target=/m,source=s a',
    after: 'RUN --mount=target=/m,source=s2 a',
    expected: '=',
  },
  {
    title: 'a bind mount that is written to',
    before: 'RUN --mount=target=/m a',
    after: 'RUN --mount=target=/m,rw a',
    expected: 'x',
  },
  {
    title: 'mounts in another order',
    before: 'RUN --mount=target=/m --mount=type=tmpfs,target=/t a',
    after: 'RUN --mount=type=tmpfs,target=/t --mount=target=/m a',
    expected: '=',
  },
  {
    title: 'the size of a tmpfs',
    before: 'RUN --mount=type=tmpfs,target=/t,size=1m a',
    after: 'RUN --mount=type=tmpfs,target=/t,size=2m a',
    expected: 'x',
  },
  {
    title: 'the same size in other words',
    before: 'RUN --mount=type=tmpfs,target=/t,size=1m a',
    after: 'RUN --mount=type=tmpfs,target=/t,size=1048576 a',
    expected: '=',
  },
  {
    title: 'the default mode of a secret',
    before: 'RUN --mount=type=secret,id=s a',
    after: 'RUN --mount=type=secret,id=s,mode=0400 a',
    expected: '=',
  },
  {
    title: 'a secret by another name',
    before: 'RUN --mount=type=secret,id=s a',
    after: 'RUN --mount=type=secret,id=q,target=/run/secrets/s a',
    expected: 'x',
  },
  {
    title: 'a secret that has to be there',
    before: 'RUN --mount=type=secret,id=s a',
    after: 'RUN --mount=type=secret,id=s,required a',
    expected: 'x',
  },
  {
    title: 'a secret as a variable',
    before: 'RUN --mount=type=secret,id=s a',
    after: 'RUN --mount=type=secret,id=s,env=S a',
    expected: 'x',
  },
  {
    title: 'the default id of an agent',
    before: 'RUN --mount=type=ssh a',
    after: 'RUN --mount=type=ssh,id=default a',
    expected: 'x',
  },
  {
    title: 'a variable inside a mount',
    before: 'ENV D=/c\nRUN --mount=type=cache,target=/c a',
    after: 'ENV D=/c\nRUN --mount=type=cache,target=$D a',
    expected: '=',
  },
];

compareOperations('operations: mounts of RUN', comparisons);
