/** apt, whose manifest is the command itself; only root can run it. */
import type { ManagerProof } from '../model.ts';

export const proof: ManagerProof = {
  id: 'apt',
  image: 'debian:bookworm-slim',
  files: {},
  install: ({ uid }) => [
    ...(uid === 0 ? [] : ['USER 0']),
    'RUN apt-get update \\',
    '    && apt-get install -y --no-install-recommends jq \\',
    '    && rm -rf /var/lib/apt/lists/*',
    ...(uid === 0 ? [] : ['USER app']),
  ],
  // What the step that makes the user left in the folders of apt is not known.
  change: { file: 'Dockerfile', from: 'recommends jq', to: 'recommends jq tree' },
  // Each update asks for InRelease, which says whether the lists are current.
  work: /^Get:\d+ (?!.* InRelease )/,
  asked: / tree amd64 /,
  noise: [
    { path: '/var/log', reason: 'logs' },
    { path: '/var/cache/ldconfig', reason: 'ldconfig keeps times in it' },
    { path: /^\/var\/cache\/apt\/archives\/(?:lock|partial)$/, reason: 'the lock of a download' },
  ],
  moved: [],
};
