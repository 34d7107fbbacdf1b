/** Builds put together at random, the same for the same seed: many small ways to write a Dockerfile in odd company. */
import type { BuildOptions } from '../../../../server/core/plan/model.ts';
import { createDice, type Dice } from '../../dice.ts';

/** What the oracle is asked; see `main.go`. */
export interface OracleBuild {
  readonly dockerfile: string;
  readonly target: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly platform: string;
  readonly network: NonNullable<BuildOptions['network']>;
  readonly store: 'containerd' | 'graphdriver';
  readonly images: Readonly<Record<string, OracleImage>>;
}

export interface OracleImage {
  readonly env?: readonly string[];
  readonly workdir?: string;
  readonly user?: string;
  readonly shell?: readonly string[];
  readonly onbuild?: readonly string[];
}

export function randomBuilds(count: number, seed: number): readonly OracleBuild[] {
  const dice = createDice(seed);
  return Array.from({ length: count }, () => randomBuild(dice));
}

/** What is known of the images that the builds use. */
export const randomImages: OracleBuild['images'] = {
  'docker.io/library/python:3': {
    env: ['PATH=/py:/bin', 'A=img', 'LANG=C'],
    workdir: '/src',
    user: 'py',
  },
  'docker.io/img/onb:latest': {
    onbuild: ['COPY . /app', 'ENV ON=1', 'RUN go $ON', 'RUN --mount=type=cache,target=/c x'],
    shell: ['/bin/ash', '-c'],
  },
};

const bases = [
  'busybox',
  'busybox',
  'python:3',
  'scratch',
  '${BASE:-busybox}',
  'img/onb',
  'localhost:5000/x:y',
  `alpine@sha256:${'a'.repeat(64)}`,
];

function randomBuild(dice: Dice): OracleBuild {
  const { roll, pick, maybe } = dice;
  const lines: string[] = [];
  if (roll() < 0.5) lines.push(`ARG G=${pick(['g', 'h'])}`);
  if (roll() < 0.2) lines.push('ARG BASE=busybox');
  const stages = 1 + Math.floor(roll() * 4);
  for (let stage = 0; stage < stages; stage++) {
    const base = stage > 0 && roll() < 0.35 ? pick(['s0', `s${stage - 1}`]) : pick(bases);
    const platform = pick(['$BUILDPLATFORM', 'linux/arm64', '$TARGETPLATFORM']);
    const named = stage < 2 || roll() < 0.5;
    const name = named ? ` ${pick(['AS', 'as'])} ${roll() < 0.1 ? 'S' : 's'}${stage}` : '';
    lines.push(`FROM ${maybe(0.1, `--platform=${platform} `)}${base}${name}`);
    const length = Math.floor(roll() * 6);
    for (let at = 0; at < length; at++) lines.push(randomLine(dice));
  }
  return {
    dockerfile: `${lines.join('\n')}\n`,
    buildArgs: randomArguments(dice),
    target: roll() < 0.2 ? pick(['s0', 's1', 'S0']) : '',
    platform: pick(['linux/amd64', 'linux/amd64', 'linux/arm64', 'linux/arm/v7']),
    network: pick(['default', 'default', 'none', 'host'] as const),
    store: pick(['containerd', 'containerd', 'graphdriver'] as const),
    images: randomImages,
  };
}

function randomArguments({ roll, pick }: Dice): Readonly<Record<string, string>> {
  const buildArgs: Record<string, string> = {};
  const names = [
    'A',
    'B',
    'G',
    'HTTP_PROXY',
    'UNKNOWN',
    'BUILDKIT_CACHE_MOUNT_NS',
    'BUILDKIT_SANDBOX_HOSTNAME',
  ];
  for (const name of names) if (roll() < 0.12) buildArgs[name] = pick(['1', 'v', '', 'a b']);
  if (roll() < 0.12) buildArgs['SOURCE_DATE_EPOCH'] = pick(['100', '0', '007', '']);
  return buildArgs;
}

function randomLine(dice: Dice): string {
  const { roll, pick } = dice;
  if (roll() < 0.3) return randomRun(dice);
  if (roll() < 0.4) return randomCopy(dice);
  const word = randomWord(dice);
  const argument = pick([
    'A',
    'B',
    'G',
    'TARGETARCH',
    'HTTP_PROXY',
    'TARGETSTAGE',
    'SOURCE_DATE_EPOCH',
    'BUILDPLATFORM',
  ]);
  return pick([
    `ENV A=${word}`,
    `ENV A=${pick(['1', '2'])} B=$A C="x y"`,
    `ENV D old ${word}`,
    `ARG ${argument}`,
    `ARG ${pick(['A', 'G', 'F'])}=${word}`,
    'ARG X=1 Y=$X',
    `WORKDIR ${pick(['/w', '/w/', 'w', '/', '..', '/a/../b', '$A', './x', '/w w', '"/q"', '//'])}`,
    `USER ${pick(['app', 'root', '1000:1000', '$A', 'app:grp'])}`,
    `SHELL ${pick(['["/bin/bash","-c"]', '["sh"]'])}`,
    `ONBUILD ${pick(['RUN onb $A', 'ENV OB=1', 'COPY ob /ob', 'WORKDIR /ob', 'COPY --from=s0 /x /y'])}`,
    pick([
      'LABEL a=b',
      'CMD x',
      '# comment',
      'EXPOSE 80',
      'MAINTAINER me',
      'HEALTHCHECK NONE',
      'VOLUME /v',
    ]),
  ]);
}

function randomWord({ pick, maybe }: Dice): string {
  const words = [
    '$A',
    '${B}',
    '${C:-c}',
    '${A:+x}',
    '${D#d}',
    "'$A'",
    '"$B"',
    '\\$A',
    '\\\\x',
    '"\\$A\\q"',
    "'\\q'",
    "${A#'\\*'}",
    '${A%"\\?\\q"}',
    '${A/"\\*"/"\\z"}',
    '${E-e}',
    'a',
    'x/y',
    '../z',
    'q.txt',
  ];
  return pick(words) + maybe(0.2, pick(words));
}

const mounts = [
  'type=cache,target=/c',
  'type=cache,target=/c/',
  'type=cache,target=c',
  'type=cache,target=/c,id=foo',
  'type=cache,target=/c,id=/c',
  'type=cache,target=/c,sharing=locked',
  'type=cache,id=$A,target=/$B',
  'type=cache,target=/c,uid=1000,gid=5,mode=0700',
  'type=cache,target=/c,from=s0,source=/x',
  'type=cache,target=/c,ro',
  'type=cache,source=sub,target=/c,mode=0755',
  'type=cache,target=$A/x',
  'target=/m',
  'type=bind,target=/m,source=a',
  'target=/m,rw',
  'type=bind,from=s0,target=/m',
  'from=s1,source=/x/,target=/n',
  'from=busybox,target=/bb',
  'from=busybox,source=etc,target=/bc',
  'target=rel',
  'type=bind,source=a/b,target=/n,readonly=false',
  'dst=/m,src=a',
  'type=tmpfs,target=/t',
  'type=tmpfs,target=/t,size=10m',
  'type=tmpfs,target=/t,size=1GiB',
  'type=secret,id=s',
  'type=secret,id=s,env=TOK',
  'type=secret,id=s,env=TOK,target=/tok',
  'type=secret,target=/run/x',
  'type=secret,id=s,mode=0444,uid=1',
  'type=secret,src=a/b,required',
  'type=ssh',
  'type=ssh,id=default',
  'type=ssh,target=/ssh,required=true',
  'type=ssh,mode=0666',
];

function randomRun(dice: Dice): string {
  const { roll, pick, maybe } = dice;
  const flags = Array.from(
    { length: Math.floor(roll() * 3) },
    () => `--mount=${pick(mounts)} `,
  ).join('');
  const network = maybe(0.1, `--network=${pick(['none', 'host', 'default'])} `);
  const [one, two] = [randomWord(dice), randomWord(dice)];
  const command = pick([
    `echo ${one} ${two}`,
    `echo ${one} && \\\n  echo ${two}`,
    `["echo", "${pick(['a', '$A', 'x y'])}"]`,
    `<<EOF\necho ${one}\n# c\n  b\nEOF`,
    '<<-E2\n\techo tab\n\tE2',
    `<<EOF\n#!/bin/sh\necho ${one}\nEOF`,
    "cat <<A <<'B' > x\n1\nA\n$A\nB",
    'sh <<-Q\n\ttab\nQ',
    'make',
    '  spaced   out  ',
    'echo "unclosed $A',
    "it's",
  ]);
  return `RUN ${pick(['', '', ' ', '  '])}${flags}${network}${command}`;
}

function randomCopy(dice: Dice): string {
  const { roll, pick, maybe } = dice;
  const flags = [
    maybe(
      0.2,
      `--chown=${pick(['app', '0:0', 'root', '1000', 'app:app', '$A', ':5', '-1', '1000:', 'app:', ':app'])} `,
    ),
    maybe(0.15, `--chmod=${pick(['644', '0644', 'u+x', '755', 'a=rx'])} `),
    maybe(0.2, '--link '),
    maybe(0.15, `--exclude=${pick(['*.md', '**/x', '$A'])} `),
    maybe(0.1, '--exclude=b '),
  ].join('');
  const path = (): string =>
    pick([
      'a',
      'a/b',
      './a',
      'a/',
      'a/.',
      '.',
      '/',
      '/a',
      '*.txt',
      'a/*',
      'b?',
      '[ab]c',
      'a/../b',
      '$A',
      'd/${B}',
      'x//y',
      '/abs/p',
    ]);
  const destination = pick([
    '/d',
    '/d/',
    'd',
    'd/',
    '.',
    './',
    '/',
    '/d/.',
    '$A/',
    '/x/../y',
    '../up',
  ]);
  const from = maybe(
    0.3,
    `--from=${pick(['s0', 's1', '0', 'busybox', 'S0', 'alpine:3', 'scratch'])} `,
  );
  const remote = pick([
    'https://h.example/a/b.tgz',
    'https://h.example/r.git',
    'https://h.example/r.git#v1:sub',
    'git@h.example:t/r.git',
    'http://h.example/x?y=1',
    'https://h.example/r.git?branch=m&subdir=d',
    path(),
  ]);
  if (roll() < 0.15)
    return `COPY ${flags}<<F1 <<"F2" ${destination}x/\nhello ${randomWord(dice)} "q" '$A'\nF1\nlit $A\nF2`;
  if (roll() < 0.1) return `COPY ${from}${flags}["${path()}", "${pick(['/j', '/j k/', 'r/'])}"]`;
  if (roll() < 0.2) return `ADD ${maybe(0.2, '--unpack=false ')}${flags}${remote} ${destination}`;
  if (roll() < 0.25)
    return `COPY ${from}${flags}${path()} ${path()} ${maybe(0.3, `${path()} `)}${pick(['/d/', 'd/', './'])}`;
  return `COPY ${from}${maybe(0.1, '--parents ')}${flags}${path()} ${destination}`;
}
