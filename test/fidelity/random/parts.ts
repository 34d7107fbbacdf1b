/**
 * The words that random builds are put together from. They are few, so that steps often come to be what they were, or what
 * another step is; and the commands do next to nothing, so that thousands of builds can be made.
 */
import type { Dice } from '../../support/dice.ts';
import type { FileSpec, FileSpecs } from '../../support/forecast/scenarios.ts';
import type {
  Body,
  Command,
  Copy,
  Document,
  Line,
  Mount,
  Other,
  OwnImage,
  RandomBuild,
  Run,
  Stage,
} from './model.ts';
import { stageName } from './model.ts';
import { contextPaths, providedPaths } from './valid.ts';

export interface Maker extends Dice {
  /** A number that nothing else has. */
  readonly nextId: () => number;
  /** The engine knows `COPY --parents`. */
  readonly hasParents: boolean;
}

/** Where a line is to stand: it may only use what is there already. */
export interface Place {
  readonly build: RandomBuild;
  readonly stage: Stage;
  /** Of the stage. */
  readonly index: number;
}

export const IMAGES = ['busybox:latest', 'busybox:latest', 'busybox:settings', 'busybox:onbuild'];

export function someOwnImage({ pick }: Maker): OwnImage {
  const setting = pick(['', 'LABEL a=1', 'LABEL a=2', 'ENV A=own', 'CMD ["own"]']);
  return { layer: pick(['one', 'one', 'one', 'two']), setting };
}

export function someText({ pick }: Maker): string {
  return `@nonce@ ${pick(['one', 'two', 'three'])}\n`;
}

export function someFile(maker: Maker): FileSpec {
  const { roll } = maker;
  if (roll() < 0.12) return { text: someText(maker), mode: '755' };
  return someText(maker);
}

export const FILE_NAMES = [
  'a.txt',
  'b.txt',
  'c.md',
  'sub/f',
  'sub/x.txt',
  'sub/notes.md',
  'lib/f',
  'lib/deep/g',
  'lib/deep/x.txt',
  'new/f',
];

export function someFiles(maker: Maker): FileSpecs {
  const { roll, pick } = maker;
  const files: Record<string, FileSpec> = {};
  for (const name of FILE_NAMES) if (roll() < 0.8) files[name] = someFile(maker);
  files['a.txt'] ??= someText(maker);
  files['sub/f'] ??= someText(maker);
  if (roll() < 0.3) files['link'] = { link: pick(['a.txt', 'sub/f']) };
  if (roll() < 0.2) files['sub/inside'] = { link: 'f' };
  if (roll() < 0.2) files['empty/'] = {};
  if (roll() < 0.4) files['.dockerignore'] = someIgnoreFile(maker);
  return files;
}

export function someIgnoreFile({ pick }: Maker): string {
  return pick([
    'Dockerfile\n.dockerignore\n',
    '*.md\n',
    '**/*.md\nDockerfile\n',
    '# nothing else\nlib/deep\n',
    'sub/*\n!sub/f\n',
    'new\n.dockerignore\n',
    '**\n!a.txt\n!sub\n!lib/**\n',
  ]);
}

export function someBody(maker: Maker, place: Place): Body {
  const { roll } = maker;
  const isEmpty = isScratch(place.build, place.stage);
  if (roll() < (isEmpty ? 0.75 : 0.35))
    return roll() < 0.2 ? someDocument(maker) : someCopy(maker, place);
  if (isEmpty || roll() < 0.4) return someOther(maker, isEmpty);
  return someRun(maker, place);
}

export function isScratch({ stages }: RandomBuild, stage: Stage): boolean {
  const parent = stages.find(({ name }) => name !== '' && name === stage.base);
  return parent === undefined
    ? stage.base === 'scratch'
    : isScratch({ stages } as RandomBuild, parent);
}

export function someRun(maker: Maker, place: Place): Run {
  const { roll, pick } = maker;
  const mounts: Mount[] = [];
  if (roll() < 0.45) mounts.push(someMount(maker, place, '/m'));
  if (mounts.length > 0 && roll() < 0.3) mounts.push(someMount(maker, place, '/n'));
  const form = roll() < 0.75 ? 'shell' : pick(['exec', 'heredoc', 'tabs', 'script'] as const);
  const network = roll() < 0.06 ? pick(['none', 'default'] as const) : '';
  return { kind: 'run', form, command: someCommand(maker, mounts), mounts, network };
}

export function someCommand({ pick, roll }: Maker, mounts: readonly Mount[]): Command {
  const file = `/made/${pick(['f', 'g'])}`;
  const word = pick(['one', 'two']);
  if (mounts.some(({ type }) => type === 'bind' || type === 'cache') && roll() < 0.6) {
    const text = 'find /m /n -type f -exec cat {} + >/made/read 2>/dev/null || true';
    return { text, writes: '/made/read' };
  }
  return pick<Command>([
    { text: `echo ${word} >${file}`, writes: file },
    { text: `echo ${word} >${file}`, writes: file },
    { text: `echo "${word}" >${file}`, writes: file },
    { text: `echo $V >/made/v`, writes: '/made/v' },
    { text: `echo "$A-\${B:-none}" '$A' >/made/v`, writes: '/made/v' },
    { text: 'cat /proc/sys/kernel/random/uuid >/made/id', writes: '/made/id' },
    {
      text: 'find /@nonce@ -type f -exec cat {} + 2>/dev/null | sort >/made/all',
      writes: '/made/all',
    },
    { text: `mkdir -p /made/d && echo ${word} >/made/d/x`, writes: '/made/d' },
    { text: 'ln -sf first /made/l', writes: '/made' },
    { text: `ln -sf first /made/l && chown -h ${pick(['0:0', '5:5'])} /made/l`, writes: '/made' },
    { text: `echo "\\$V \\q" '\\n' \\$A \\\\ >/made/v`, writes: '/made/v' },
    { text: `echo \${A#'\\*'} \${V%"\\?"} >/made/v`, writes: '/made/v' },
    { text: 'rm -f /made/x', writes: '/made' },
    { text: 'true', writes: null },
    { text: `echo ${word}`, writes: null },
    { text: 'echo $V \\$V; pwd', writes: null },
  ]);
}

export function someMount(maker: Maker, place: Place, target: string): Mount {
  const { roll, pick } = maker;
  const chance = roll();
  const plain = { target, from: '', source: '', options: [] };
  if (chance < 0.24) {
    const source = roll() < 0.2 ? '' : pick(contextPaths(place.build));
    return { ...plain, type: 'bind', source, options: roll() < 0.15 ? ['rw'] : [] };
  }
  const from = roll() < 0.8 ? someStage(maker, place) : null;
  if (chance < 0.6 && from !== null && from.stage.name !== '') {
    const source = pick(['', ...from.paths]);
    const type = roll() < 0.2 ? 'cache' : 'bind';
    return { ...plain, type, from: from.stage.name, source, options: roll() < 0.1 ? ['rw'] : [] };
  }
  if (chance < 0.8) {
    const options = pick([
      [],
      [],
      ['id=one'],
      ['id=two'],
      ['sharing=locked'],
      ['sharing=private'],
      ['uid=1000', 'gid=5'],
      ['mode=0700'],
      ['ro'],
      [`id=${target}`],
    ]);
    return { ...plain, type: 'cache', options, target: pick([target, target, `${target}/`]) };
  }
  if (chance < 0.88)
    return { ...plain, type: 'tmpfs', options: pick([[], ['size=1m'], ['size=2m']]) };
  if (chance < 0.96) {
    const options = pick([
      ['id=key'],
      ['id=other'],
      ['id=key', 'mode=0444'],
      ['id=key', 'env=KEY'],
    ]);
    return { ...plain, type: 'secret', target: pick(['', `/run${target}`]), options };
  }
  return { ...plain, type: 'ssh', target: '', options: pick([[], ['id=default']]) };
}

interface Providing {
  readonly stage: Stage;
  readonly name: string;
  readonly paths: readonly string[];
}

/** A stage above with something in it that can be copied. */
export function someStage({ pick }: Maker, { build, stage }: Place): Providing | null {
  const above = build.stages.slice(0, build.stages.indexOf(stage));
  const provided = providedPaths(build);
  const choices = above.flatMap((each, index): readonly Providing[] => {
    const paths = [...(provided.get(each.id) ?? [])];
    return paths.length === 0 ? [] : [{ stage: each, name: stageName(each, index), paths }];
  });
  return choices.length === 0 ? null : pick(choices);
}

export function someCopy(maker: Maker, place: Place): Copy {
  const { roll, pick } = maker;
  const from = roll() < 0.6 ? someStage(maker, place) : null;
  const keyword = from === null && roll() < 0.12 ? 'ADD' : 'COPY';
  const base = { kind: 'copy', keyword, flags: someFlags(maker), form: 'words' } as const;
  if (from !== null) {
    const path = pick(from.paths);
    const isWild = path.startsWith('/made/') && roll() < 0.15;
    const sources = isWild ? [pick(['/made/*', '/made/?'])] : [path];
    return {
      ...base,
      from: from.name,
      sources,
      destination: someDestination(maker, place, isWild),
    };
  }
  if (roll() < 0.06)
    return {
      ...base,
      keyword: 'COPY',
      from: 'more',
      sources: [pick(Object.keys(place.build.more))],
      destination: someDestination(maker, place, true),
    };
  if (maker.hasParents && roll() < 0.12) {
    const sources = [pick(['sub/f', '*/f', 'lib/./deep/g', '**/*.txt'])];
    const flags = [...base.flags, '--parents'];
    return {
      ...base,
      from: '',
      keyword: 'COPY',
      flags,
      sources,
      destination: someDestination(maker, place, true),
    };
  }
  const sources = someSources(maker, place.build);
  const isMany = sources.length > 1 || sources.some((source) => /[*?[]/.test(source));
  const form = roll() < 0.06 ? 'json' : 'words';
  return { ...base, from: '', sources, form, destination: someDestination(maker, place, isMany) };
}

function someSources({ roll, pick }: Maker, build: RandomBuild): readonly string[] {
  const plain = contextPaths(build);
  const wild = ['*.txt', '*/f', 'sub/*', '?.txt', 'lib/*', '[ab].txt', 'none*', '*', 'sub/*.md'];
  const chance = roll();
  if (chance < 0.3) return [pick(wild)];
  if (chance < 0.4) return [pick(['.', './'])];
  if (chance < 0.52) return [pick(plain), pick(plain)];
  if (chance < 0.6) return [pick(['./', '/']) + pick(plain)];
  return [pick(plain)];
}

const OWNERS = [
  '0:0',
  'root:root',
  'root',
  '1000',
  '1000:',
  '1000:0',
  '5:5',
  ':5',
  ':',
  'root:5',
  '5:root',
  'app',
  'app:',
  'app:app',
  '1000:app',
  ':app',
];

export function someFlags({ roll, pick }: Maker): readonly string[] {
  return [
    ...(roll() < 0.25 ? ['--link'] : []),
    ...(roll() < 0.12 ? [`--chmod=${pick(['644', '0644', '700'])}`] : []),
    ...(roll() < 0.2 ? [`--chown=${pick(OWNERS)}`] : []),
    ...(roll() < 0.12 ? [`--exclude=${pick(['*.md', '**/*.md', 'x.txt', 'f'])}`] : []),
  ];
}

/** What stands on nothing has a place of its own, so that no other case has made the same. */
function someDestination(
  { roll, pick }: Maker,
  { build, stage }: Place,
  isFolder: boolean,
): string {
  const name = pick(['1', '2']);
  if (isFolder || roll() < 0.4) {
    const relative = !isScratch(build, stage) && roll() < 0.15;
    return relative ? pick(['./', `in${name}/`]) : `/@nonce@/in${name}/`;
  }
  return `/@nonce@/${pick(['to', 'dir'])}${name}`;
}

export function someDocument(maker: Maker): Document {
  const { roll, pick } = maker;
  return {
    kind: 'document',
    name: pick(['EOF', 'FILE']),
    quoted: roll() < 0.3,
    flags: roll() < 0.2 ? ['--link'] : [],
    text: pick(['@nonce@ text', '@nonce@ $V text', '@nonce@ ${A:-a} text']),
    destination: `/@nonce@/doc${pick(['1', '2'])}`,
  };
}

export function someOther(maker: Maker, isEmpty: boolean): Other {
  const { pick } = maker;
  const texts = {
    ENV: ['A=1', 'A=2', 'B=1', 'B=$A', 'A=1 B=2', 'V=env', 'A 1'],
    ARG: ['V', 'V=1', 'V=2', 'G', 'G=own', 'TARGETARCH', 'W=$A', 'TARGETSTAGE', 'V=1 W=2'],
    WORKDIR: ['/@nonce@/w', '/@nonce@/w/', 'sub', '/', '/@nonce@/$A', '..'],
    USER: ['root', '0', '1000', '1000:1000', '0:0'],
    SHELL: ['["/bin/sh", "-e", "-c"]', '["/bin/ash", "-c"]', '["/bin/sh", "-c"]'],
    LABEL: ['a=1', 'a=2', 'b=$V'],
    CMD: ['echo one', '["echo", "two"]'],
    EXPOSE: ['80', '81'],
  } satisfies Record<Other['keyword'], readonly string[]>;
  const keyword = isEmpty
    ? pick(['ENV', 'ARG', 'LABEL', 'CMD'] as const)
    : pick([
        'ENV',
        'ENV',
        'ARG',
        'ARG',
        'ARG',
        'WORKDIR',
        'WORKDIR',
        'USER',
        'SHELL',
        'LABEL',
        'CMD',
        'EXPOSE',
      ] as const);
  return { kind: 'other', keyword, text: pick(texts[keyword]) };
}

export function someLine(maker: Maker, place: Place): Line {
  const { roll, pick } = maker;
  const style =
    roll() < 0.85 ? 'plain' : pick(['lower', 'comment', 'continued', 'spaced'] as const);
  return { id: maker.nextId(), style, body: someBody(maker, place) };
}
