/** What happens to a build between two builds: one turn of one screw, most of the time. */
import type { FileSpec } from '../../support/forecast/scenarios.ts';
import { OWN_IMAGE, without, type Body, type Line, type RandomBuild, type Stage } from './model.ts';
import {
  FILE_NAMES,
  IMAGES,
  someCommand,
  someCopy,
  someFile,
  someFlags,
  someIgnoreFile,
  someLine,
  someMount,
  someOther,
  someOwnImage,
  someText,
  type Maker,
  type Place,
} from './parts.ts';

type Change = (build: RandomBuild, maker: Maker) => RandomBuild;

export interface Changed {
  readonly title: string;
  readonly build: RandomBuild;
}

export function someChange(build: RandomBuild, maker: Maker): Changed {
  const [title, change] = maker.pick(weighted);
  return { title, build: change(build, maker) };
}

const changes: readonly (readonly [weight: number, title: string, change: Change])[] = [
  [6, 'edit a file', editFile],
  [2, 'add a file', addFile],
  [2, 'remove a file', removeFile],
  [2, 'move a file', moveFile],
  [1, 'change the mode of a file', changeMode],
  [1, 'edit the ignore file', editIgnoreFile],
  [1, 'edit a file of the other context', editMore],
  [5, 'change a command', changeCommand],
  [4, 'change a copy', changeCopy],
  [4, 'change a mount', changeMount],
  [4, 'insert a line', insertLine],
  [3, 'remove a line', removeLine],
  [2, 'swap two lines', swapLines],
  [3, 'change another instruction', changeOther],
  [2, 'write a line in another way', changeStyle],
  [2, 'start from something else', changeBase],
  [2, 'push the image again', pushAgain],
  [1, 'rename a stage', renameStage],
  [1, 'swap two stages', swapStages],
  [3, 'pass another build argument', changeArgument],
  [1, 'change a global argument', changeGlobal],
  [1, 'build without the cache', buildWithoutCache],
  [1, 'build another target', changeTarget],
  [1, 'pass another option', changeOption],
];

const weighted = changes.flatMap(([weight, title, change]) =>
  Array.from({ length: weight }, () => [title, change] as const),
);

function editFile(build: RandomBuild, maker: Maker): RandomBuild {
  const names = Object.entries(build.files).flatMap(([name, spec]) =>
    typeof spec === 'string' && name !== '.dockerignore' ? [name] : [],
  );
  return withFile(build, maker.pick(names), someText(maker));
}

function withFile(build: RandomBuild, name: string, spec: FileSpec): RandomBuild {
  return { ...build, files: { ...build.files, [name]: spec } };
}

function addFile(build: RandomBuild, maker: Maker): RandomBuild {
  const { pick, roll } = maker;
  if (roll() < 0.1) return withFile(build, 'link', { link: pick(['b.txt', 'a.txt']) });
  return withFile(build, pick([...FILE_NAMES, 'sub/y.txt', 'z.txt', 'lib/k.md']), someFile(maker));
}

function removeFile(build: RandomBuild, { pick }: Maker): RandomBuild {
  return withoutFile(build, pick(Object.keys(build.files)));
}

function withoutFile(build: RandomBuild, gone: string): RandomBuild {
  return { ...build, files: without(build.files, gone) };
}

function moveFile(build: RandomBuild, { pick }: Maker): RandomBuild {
  const from = pick(
    Object.keys(build.files).filter((name) => !name.endsWith('/') && name !== '.dockerignore'),
  );
  const to = pick(['lib/f', 'new/f', 'sub/f', 'b.txt', 'sub/y.txt']);
  return withFile(withoutFile(build, from), to, build.files[from] ?? '');
}

function changeMode(build: RandomBuild, { pick }: Maker): RandomBuild {
  const name = pick(Object.keys(build.files));
  const spec = build.files[name];
  if (typeof spec === 'string') return withFile(build, name, { text: spec, mode: '755' });
  return spec?.text === undefined ? build : withFile(build, name, spec.text);
}

function editIgnoreFile(build: RandomBuild, maker: Maker): RandomBuild {
  if ('.dockerignore' in build.files && maker.roll() < 0.3)
    return withoutFile(build, '.dockerignore');
  return withFile(build, '.dockerignore', someIgnoreFile(maker));
}

function editMore(build: RandomBuild, maker: Maker): RandomBuild {
  return {
    ...build,
    more: { ...build.more, [maker.pick(Object.keys(build.more))]: someText(maker) },
  };
}

interface Picked extends Place {
  readonly line: Line;
}

/** A line that `is` holds of, or null. */
function pickLine(build: RandomBuild, { pick }: Maker, is: (body: Body) => boolean): Picked | null {
  const all = build.stages.flatMap((stage) =>
    stage.lines.map((line, index): Picked => ({ build, stage, index, line })),
  );
  const fitting = all.filter(({ line, index }) => is(line.body) && !isFirst(line, index));
  return fitting.length === 0 ? null : pick(fitting);
}

/** The line that keeps a case apart from all others stays. */
function isFirst({ body }: Line, index: number): boolean {
  return index === 0 && body.kind === 'run' && body.command.text.includes('echo @nonce@');
}

function replaceLine({ build, stage, line }: Picked, lines: readonly Line[]): RandomBuild {
  return replaceStage(build, {
    ...stage,
    lines: stage.lines.flatMap((each) => (each === line ? lines : [each])),
  });
}

function replaceStage(build: RandomBuild, stage: Stage): RandomBuild {
  return { ...build, stages: build.stages.map((each) => (each.id === stage.id ? stage : each)) };
}

function changeCommand(build: RandomBuild, maker: Maker): RandomBuild {
  const picked = pickLine(build, maker, ({ kind }) => kind === 'run');
  if (picked?.line.body.kind !== 'run') return build;
  const { body } = picked.line;
  const { roll, pick } = maker;
  // The same output of another text is what content keys are for.
  const text = body.command.text.includes('  >')
    ? body.command.text.replace('  >', ' >')
    : body.command.text.replace(' >', '  >');
  const command = roll() < 0.4 ? { ...body.command, text } : someCommand(maker, body.mounts);
  const form =
    roll() < 0.15 ? pick(['shell', 'exec', 'heredoc', 'tabs', 'script'] as const) : body.form;
  return replaceLine(picked, [{ ...picked.line, body: { ...body, command, form } }]);
}

function changeCopy(build: RandomBuild, maker: Maker): RandomBuild {
  const picked = pickLine(build, maker, ({ kind }) => kind === 'copy' || kind === 'document');
  if (picked === null) return build;
  const { body } = picked.line;
  const { roll, pick } = maker;
  const set = (changed: Body): RandomBuild =>
    replaceLine(picked, [{ ...picked.line, body: changed }]);
  if (body.kind === 'document') {
    const name = body.name === 'EOF' ? 'FILE' : 'EOF';
    const text = pick(['@nonce@ text', '@nonce@ $V text', '@nonce@ other']);
    return set(
      pick([
        { ...body, name },
        { ...body, quoted: !body.quoted },
        { ...body, text },
      ]),
    );
  }
  if (body.kind !== 'copy') return build;
  const other = someCopy(maker, picked);
  const chance = roll();
  if (chance < 0.35) {
    const flags = body.flags.includes('--link')
      ? body.flags.filter((flag) => flag !== '--link')
      : [...body.flags, '--link'];
    return set({ ...body, flags });
  }
  if (chance < 0.5)
    return set({
      ...body,
      flags: [...someFlags(maker), ...body.flags.filter((flag) => flag === '--parents')],
    });
  if (chance < 0.65) return set({ ...body, destination: other.destination });
  if (chance < 0.8) return set({ ...body, from: other.from, sources: other.sources });
  if (chance < 0.88)
    return set({ ...body, keyword: body.keyword === 'COPY' && body.from === '' ? 'ADD' : 'COPY' });
  if (chance < 0.94) return set({ ...body, form: body.form === 'json' ? 'words' : 'json' });
  return set(other);
}

function changeMount(build: RandomBuild, maker: Maker): RandomBuild {
  const picked = pickLine(build, maker, (body) => body.kind === 'run');
  if (picked?.line.body.kind !== 'run') return build;
  const { body } = picked.line;
  const { mounts } = body;
  const [first] = mounts;
  const { roll } = maker;
  const set = (changed: typeof mounts): RandomBuild =>
    replaceLine(picked, [{ ...picked.line, body: { ...body, mounts: changed } }]);
  if (first === undefined || roll() < 0.2)
    return set([
      ...mounts.slice(0, 1),
      someMount(maker, picked, first === undefined ? '/m' : '/n'),
    ]);
  if (roll() < 0.2) return set(mounts.slice(1));
  if (mounts.length > 1 && roll() < 0.3) return set([...mounts].reverse());
  const other = someMount(maker, picked, first.target.replace(/\/$/, '') || '/m');
  const changed =
    other.type === first.type && roll() < 0.5 ? { ...first, options: other.options } : other;
  return set([changed, ...mounts.slice(1)]);
}

function insertLine(build: RandomBuild, maker: Maker): RandomBuild {
  const { pick, roll } = maker;
  const stage = pick(build.stages);
  const index = 1 + Math.floor(roll() * stage.lines.length);
  const line = someLine(maker, { build, stage, index });
  const lines = [...stage.lines.slice(0, index), line, ...stage.lines.slice(index)];
  return replaceStage(build, { ...stage, lines });
}

function removeLine(build: RandomBuild, maker: Maker): RandomBuild {
  const picked = pickLine(build, maker, () => true);
  return picked === null ? build : replaceLine(picked, []);
}

function swapLines(build: RandomBuild, maker: Maker): RandomBuild {
  const picked = pickLine(build, maker, () => true);
  if (picked === null) return build;
  const { stage, index, line } = picked;
  const next = stage.lines[index + 1];
  if (next === undefined) return build;
  const lines = [...stage.lines.slice(0, index), next, line, ...stage.lines.slice(index + 2)];
  return replaceStage(build, { ...stage, lines });
}

function changeOther(build: RandomBuild, maker: Maker): RandomBuild {
  const picked = pickLine(build, maker, ({ kind }) => kind === 'other');
  if (picked?.line.body.kind !== 'other') return build;
  const { keyword } = picked.line.body;
  for (let tries = 0; tries < 30; tries++) {
    const other = someOther(maker, false);
    if (other.keyword === keyword) return replaceLine(picked, [{ ...picked.line, body: other }]);
  }
  return build;
}

function changeStyle(build: RandomBuild, maker: Maker): RandomBuild {
  const picked = pickLine(build, maker, () => true);
  if (picked === null) return build;
  const style = maker.pick(['plain', 'lower', 'comment', 'continued', 'spaced'] as const);
  return replaceLine(picked, [{ ...picked.line, style }]);
}

function changeBase(build: RandomBuild, { pick }: Maker): RandomBuild {
  const stage = pick(build.stages);
  const above = build.stages.slice(0, build.stages.indexOf(stage)).map(({ name }) => name);
  return replaceStage(build, {
    ...stage,
    base: pick([...IMAGES, OWN_IMAGE, ...above.filter((name) => name !== '')]),
  });
}

function pushAgain(build: RandomBuild, maker: Maker): RandomBuild {
  if (build.stages.some(({ base }) => base === OWN_IMAGE))
    return { ...build, image: someOwnImage(maker) };
  const stage = maker.pick(build.stages.filter(({ base }) => !/^s\d/.test(base)));
  return replaceStage(build, { ...stage, base: OWN_IMAGE });
}

function renameStage(build: RandomBuild, { pick, nextId }: Maker): RandomBuild {
  const stage = pick(build.stages);
  if (stage.name === '') return replaceStage(build, { ...stage, name: `s${nextId()}` });
  const name = `s${nextId()}`;
  const swap = (from: string): string => (from === stage.name ? name : from);
  const stages = build.stages.map((each): Stage => ({
    ...each,
    name: swap(each.name),
    base: swap(each.base),
    lines: each.lines.map((line) => ({ ...line, body: renamed(line.body, swap) })),
  }));
  return { ...build, stages };
}

function renamed(body: Body, swap: (from: string) => string): Body {
  if (body.kind === 'copy') return { ...body, from: swap(body.from) };
  if (body.kind !== 'run') return body;
  return { ...body, mounts: body.mounts.map((mount) => ({ ...mount, from: swap(mount.from) })) };
}

function swapStages(build: RandomBuild, { roll }: Maker): RandomBuild {
  const index = Math.floor(roll() * (build.stages.length - 1));
  const [one, two] = build.stages.slice(index, index + 2);
  if (one === undefined || two === undefined) return build;
  return {
    ...build,
    stages: [...build.stages.slice(0, index), two, one, ...build.stages.slice(index + 2)],
  };
}

function changeArgument(build: RandomBuild, { pick, roll }: Maker): RandomBuild {
  const name = pick([
    'V',
    'V',
    'V',
    'G',
    'W',
    'HTTP_PROXY',
    'UNKNOWN',
    'SOURCE_DATE_EPOCH',
    'BUILDKIT_CACHE_MOUNT_NS',
  ]);
  const others = without(build.options.buildArgs ?? {}, name);
  const value = name === 'SOURCE_DATE_EPOCH' ? pick(['1', '1700000000']) : pick(['1', '2', '']);
  const buildArgs = roll() < 0.3 ? others : { ...others, [name]: value };
  return { ...build, options: { ...build.options, buildArgs } };
}

function changeGlobal(build: RandomBuild, { pick, nextId }: Maker): RandomBuild {
  const value = pick(['one', 'two']);
  const [first] = build.globals;
  return { ...build, globals: [{ id: first?.id ?? nextId(), name: 'G', value }] };
}

function buildWithoutCache(build: RandomBuild, { roll, pick }: Maker): RandomBuild {
  if (roll() < 0.3) return { ...build, options: { ...build.options, noCache: true } };
  const names = build.stages.map(({ name }) => name).filter((name) => name !== '');
  return names.length === 0
    ? build
    : { ...build, options: { ...build.options, noCacheFilter: [pick(names)] } };
}

function changeTarget(build: RandomBuild, { pick, roll }: Maker): RandomBuild {
  const options = without(build.options, 'target');
  const names = build.stages.map(({ name }) => name).filter((name) => name !== '');
  if (names.length === 0 || roll() < 0.3) return { ...build, options };
  return { ...build, options: { ...options, target: pick(names) } };
}

function changeOption(build: RandomBuild, { pick }: Maker): RandomBuild {
  const option = pick([
    { addHosts: ['h:1.2.3.4'] },
    { addHosts: ['h:1.2.3.5'] },
    { shmSize: 67108864 },
    { addHosts: [] },
  ]);
  return { ...build, options: { ...build.options, ...option } };
}
