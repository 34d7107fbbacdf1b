/** A docker that a build can run on without an engine: it answers as one that is well, and prints what a test says. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fakeDockerScript, type FakeDocker } from '../../node/support/fake-docker.ts';

const INSPECTED = [
  'Name:          default',
  'Driver:        docker-container',
  '',
  'Nodes:',
  'Name:             default0',
  'Status:           running',
  'BuildKit version: v0.25.2',
  'Platforms:        linux/amd64',
].join('\n');

export interface FakeBuilderOptions {
  /** Shell lines that stand for `docker buildx build`. */
  readonly build?: string;
  /** Shell lines that come before all else, to answer otherwise. */
  readonly first?: string;
}

export interface FakeBuilder extends FakeDocker {
  /** Holds the arguments of every call, a line each. */
  readonly calls: string;
}

export function fakeBuilder(options: FakeBuilderOptions = {}): FakeBuilder {
  const lines = [
    'folder=$(dirname "$(dirname "$0")")',
    // The file for what buildx knows of the build has another name each time.
    `echo "$*" | sed 's| --metadata-file=[^ ]*/layer-forecast-[^ ]*||' >> "$folder/calls"`,
    options.first ?? '',
    'case "$*" in',
    `"--version") echo "Docker version 28.5.2, build abc"; exit 0;;`,
    `"buildx version") echo "github.com/docker/buildx v0.29.1 abc"; exit 0;;`,
    `"buildx inspect"*) cat "$folder/inspected"; exit 0;;`,
    `"buildx ls") printf 'NAME/NODE DRIVER/ENDPOINT STATUS\\ndefault* docker\\nother docker-container\\n'; exit 0;;`,
    `"buildx build"*) :;;`,
    `*) echo "unknown: $*" >&2; exit 1;;`,
    'esac',
    options.build ?? 'exit 0',
  ];
  const fake = fakeDockerScript(lines.join('\n'));
  writeFileSync(path.join(fake.root, 'inspected'), `${INSPECTED}\n`);
  const calls = path.join(fake.root, 'calls');
  writeFileSync(calls, '');
  return { ...fake, calls };
}

export interface FakeStep {
  readonly name: string;
  readonly cached?: boolean;
  readonly error?: string;
  readonly output?: string;
}

/** Shell lines that print the progress of these steps, one second each, as `--progress=rawjson` does. */
export function progressOf(steps: readonly FakeStep[]): string {
  const at = (second: number) => `2026-01-01T00:00:${String(second).padStart(2, '0')}Z`;
  const events = steps.flatMap(({ name, cached, error, output }, index) => {
    const vertex = { digest: `sha256:${String(index).padStart(64, '0')}`, name };
    const started = at(index);
    const log = { vertex: vertex.digest, stream: 1, timestamp: started };
    return [
      { vertexes: [{ ...vertex, started }] },
      ...(output === undefined
        ? []
        : [{ logs: [{ ...log, data: Buffer.from(output).toString('base64') }] }]),
      {
        vertexes: [
          {
            ...vertex,
            started,
            completed: at(index + 1),
            ...(cached === true ? { cached } : {}),
            ...(error === undefined ? {} : { error }),
          },
        ],
      },
    ];
  });
  return events
    .map((event) => `printf '%s\\n' '${JSON.stringify(event).replaceAll("'", "'\\''")}' >&2`)
    .join('\n');
}
