/** The step, or the builder itself, could not reach another machine. */
import { advice, editOf, lineWith, replacement, wayOut } from '../edits.ts';
import type { FailureScene, FindCause, SceneWayOut } from '../model.ts';

/** pip, apt, apk, curl, git, npm, uv, wget and Go, each in its own words. */
const NO_NETWORK =
  /Temporary failure in name resolution|Temporary failure resolving|Name or service not known|Could not resolve (?:host|')|Network is unreachable|Failed to establish a new connection|Connection (?:timed out|refused)|EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ETIMEDOUT|no such host|bad address '|temporary error \(try again later\)|network unreachable|TLS handshake timeout|dial tcp|i\/o timeout|ReadTimeoutError|dns error|Unable to connect to|Could not connect to/i;

export const noNetwork: FindCause = (scene) => {
  const lines = [...withoutTries(scene.output), scene.error];
  const reason = lineWith(lines, NO_NETWORK) ?? emptyIndex(scene);
  if (reason === null) return null;
  const isStep = scene.failing?.command.kind === 'run';
  return {
    kind: 'no-network',
    reason: short(reason),
    waysOut: isStep ? ofStep(scene) : [...withoutFrontend(scene), OF_BUILDER],
  };
};

/** pip warns of each try that fails. Where a later one went well, the step failed for another cause. */
function withoutTries(output: readonly string[]): readonly string[] {
  const isGivenUp = output.some((line) => GIVEN_UP.test(line));
  return isGivenUp ? output : output.filter((line) => !line.includes('WARNING: Retrying'));
}

const GIVEN_UP =
  /\(from versions: none\)|Max retries exceeded|ReadTimeoutError: |Could not fetch URL/;

/** Without a try that it could tell of, pip says no more of an index that it cannot reach. */
function emptyIndex(scene: FailureScene): string | null {
  const isCutOff = networkNone(scene) !== null || scene.options.network === 'none';
  return isCutOff ? lineWith(scene.output, /\(from versions: none\)/) : null;
}

const OF_BUILDER: SceneWayOut = advice(
  'The builder could not reach the registry. Check the connection and the proxy of the docker daemon, then build again.',
);

/** `# syntax=docker/dockerfile:1`: the builder would fetch a frontend, and has one of its own. */
function withoutFrontend({ dockerfile, error }: FailureScene): readonly SceneWayOut[] {
  const directive = dockerfile?.model.dockerfile.directives.find(({ name }) => name === 'syntax');
  if (dockerfile === null || directive === undefined || !error.includes(directive.value)) return [];
  const { start, end } = directive.span;
  const lineEnd = /^\r?\n/.exec(dockerfile.text.slice(end))?.[0].length ?? 0;
  return [
    wayOut(
      `The builder could not fetch the frontend ${directive.value}. Builders since Docker 23 read cache mounts without it.`,
      editOf('Remove the # syntax line', dockerfile, [
        replacement({ start, end: end + lineEnd }, ''),
      ]),
    ),
  ];
}

function ofStep(scene: FailureScene): readonly SceneWayOut[] {
  const flag = networkNone(scene);
  if (flag !== null) return [flag];
  const { network } = scene.options;
  if (network === 'none') {
    const action = {
      kind: 'build',
      title: 'Build with the default network',
      options: { network: '' },
    } as const;
    return [
      wayOut('The build runs with `--network=none`, so no step reaches the network.', action),
    ];
  }
  const proxy = advice(
    'Behind a proxy, give `HTTP_PROXY` and `HTTPS_PROXY` as build arguments: they do not change the cache keys.',
  );
  if (network === 'host') return [proxy];
  const isLocal = scene.output.some((line) =>
    /\/\/(?:localhost|127\.0\.0\.1|\[::1\])[:/]/.test(line),
  );
  const why = isLocal
    ? 'In a step, localhost is the step itself. With `--network=host` it is the machine of the builder.'
    : 'Build with the network of the machine, where the network of the steps has no name server or no way out.';
  return [
    wayOut(why, {
      kind: 'build',
      title: 'Build with --network=host',
      options: { network: 'host' },
    }),
    proxy,
  ];
}

function networkNone({ failing, dockerfile }: FailureScene): SceneWayOut | null {
  if (failing?.command.kind !== 'run' || dockerfile === null) return null;
  const flag = failing.instruction.flags.find(
    ({ name, value }) => name === 'network' && value === 'none',
  );
  if (flag === undefined) return null;
  // The blank after the flag goes as well.
  const end = /\s/.test(dockerfile.text[flag.span.end] ?? '') ? flag.span.end + 1 : flag.span.end;
  const line = String(failing.instruction.line);
  return wayOut(
    'This `RUN` has `--network=none`. Remove the flag where the step needs the network.',
    editOf(`Remove --network=none from line ${line}`, dockerfile, [
      replacement({ start: flag.span.start, end }, ''),
    ]),
  );
}

/** pip's warning has the names of its own classes, and then the cause. */
function short(reason: string): string {
  const cause = /Failed to establish a new connection: (?:\[Errno -?\d+\] )?([^'")]+)/.exec(
    reason,
  )?.[1];
  const where = /(https?:\/\/[^\s'",)]+|host='[^']+')/.exec(reason)?.[1];
  if (cause === undefined) return reason;
  return `Could not connect${where === undefined ? '' : ` to ${where}`}: ${cause}`;
}
