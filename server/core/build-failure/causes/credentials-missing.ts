/** Somebody asks who we are: a registry, a package index, a git server, or a mount for a secret. */
import { advice, lineWith, wayOut } from '../edits.ts';
import type { FindCause, SceneWayOut } from '../model.ts';

export const credentialsMissing: FindCause = (scene) =>
  ofSecret(scene) ?? ofRegistry(scene) ?? ofStep(scene);

/** BuildKit `session/secrets` and `session/sshforward`. */
const SECRET = /^secret ([^:\s]+): not found$/;
const SSH = /unset ssh forward key (\S+)|no SSH key "?(\S+?)"? forwarded/i;

const ofSecret: FindCause = ({ error }) => {
  const secret = SECRET.exec(error)?.[1];
  const ssh = SSH.exec(error);
  if (secret === undefined && ssh === null) return null;
  const option =
    secret === undefined
      ? `--ssh ${ssh?.[1] ?? ssh?.[2] ?? 'default'}`
      : `--secret id=${secret},src=FILE`;
  const what = secret === undefined ? 'an SSH agent' : `the secret \`${secret}\``;
  return {
    kind: 'credentials-missing',
    reason: error,
    waysOut: [
      wayOut(`The step needs ${what}, and the build was given none. Pass it with \`${option}\`.`, {
        kind: 'command',
        title: 'Build with it',
        command: `layer-forecast build ${option}`,
      }),
    ],
  };
};

const REGISTRY =
  /401 Unauthorized|403 Forbidden|no basic auth credentials|denied: requested access|unauthorized: authentication required|denied: permission_denied/i;

const ofRegistry: FindCause = ({ error }) => {
  if (!REGISTRY.test(error)) return null;
  const image = /(?:metadata for|push|pull) (\S+?):? /.exec(`${error} `)?.[1] ?? '';
  const registry = /^([^/]*[.:][^/]*)\//.exec(image)?.[1] ?? '';
  return {
    kind: 'credentials-missing',
    reason: error,
    waysOut: [
      wayOut('The registry refuses the builder. Log in, then build again.', {
        kind: 'command',
        title: 'Log in to the registry',
        command: `docker login${registry === '' || registry === 'docker.io' ? '' : ` ${registry}`}`,
      }),
    ],
  };
};

const PIP =
  /\b40[13] (?:Client )?Error\b|HTTP error 40[13]\b|Credentials not correct for|User for \S+:/;
const GIT =
  /could not read Username for|Authentication failed for|Permission denied \(publickey|Host key verification failed|terminal prompts disabled/;
const NPM = /\bE40[13]\b/;

const ofStep: FindCause = ({ output }) => {
  const git = lineWith(output, GIT);
  if (git !== null) return { kind: 'credentials-missing', reason: git, waysOut: [GIT_ACCESS] };
  const pip = lineWith(output, PIP);
  if (pip !== null) return { kind: 'credentials-missing', reason: pip, waysOut: [NETRC] };
  const npm = lineWith(output, NPM);
  if (npm !== null) return { kind: 'credentials-missing', reason: npm, waysOut: [NPMRC] };
  return null;
};

const KEPT_OUT = 'A secret stays out of the layers, and out of the cache key.';
const NETRC: SceneWayOut = advice(
  `Give the step the credentials of the index as a secret: \`RUN --mount=type=secret,id=netrc,target=/root/.netrc …\`, and \`--secret id=netrc,src=$HOME/.netrc\` for the build. ${KEPT_OUT}`,
);
const NPMRC: SceneWayOut = advice(
  `Give the step the credentials as a secret: \`RUN --mount=type=secret,id=npmrc,target=/root/.npmrc …\`, and \`--secret id=npmrc,src=$HOME/.npmrc\` for the build. ${KEPT_OUT}`,
);
const GIT_ACCESS: SceneWayOut = advice(
  'Forward your SSH agent: `RUN --mount=type=ssh …` with `--ssh default` for the build, and have `known_hosts` in the image.',
);
