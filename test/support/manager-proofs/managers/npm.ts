/** npm; its packages are small and have no dependencies, so that most of the time is its own. */
import type { ManagerProof } from '../model.ts';

const MANIFEST = {
  name: 'hello',
  version: '1.0.0',
  description: 'Says hello.',
  private: true,
  dependencies: { 'is-odd': '3.0.1', ms: '2.1.3' },
};

export const proof: ManagerProof = {
  id: 'npm',
  image: 'node:22',
  files: { 'package.json': `${JSON.stringify(MANIFEST, null, 2)}\n` },
  // A lock file without addresses makes npm ask for each package again.
  prepare: [
    'FROM node:22 AS lock',
    'WORKDIR /work',
    'COPY package.json ./',
    'RUN npm install --package-lock-only --omit-lockfile-registry-resolved=false',
    'FROM scratch',
    'COPY --from=lock /work/package-lock.json /',
  ].join('\n'),
  install: () => [
    // So that npm says what it fetches.
    'ENV NPM_CONFIG_LOGLEVEL=http',
    'COPY package.json package-lock.json ./',
    'RUN npm ci',
  ],
  change: { file: 'package.json', from: 'Says hello.', to: 'Says hello again.' },
  work: /^npm http fetch GET \d+ \S+\.tgz /,
  noise: [{ path: '/tmp/node-compile-cache', reason: 'bytecode of npm itself' }],
  moved: [
    { name: 'by a variable', before: ['ENV npm_config_cache=/var/cache/npm'] },
    { name: 'by an option', edits: [{ from: 'npm ci', to: 'npm ci --cache /var/cache/npm' }] },
  ],
};
