/** Random compose projects: every feature of the reader, in mixtures that nobody would write. */
import { createDice, type Dice } from '../../dice.ts';
import type { ComposeCase } from '../../compose/cases.ts';

export interface RandomProject {
  /** Text by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly one: ComposeCase;
}

const NAMES = ['web', 'api', 'worker', 'base'] as const;
const VARIABLES = ['A', 'B', 'C_1', 'EMPTY', 'GONE'] as const;
const WORDS = ['x', '1.10', 'prod', './app', '..', 'a b', '{}', 'é', '=', '0'] as const;

export function* randomProjects(count: number, seed: number): Generator<RandomProject> {
  for (let at = 0; at < count; at++) yield randomProject(createDice(seed * 100_003 + at));
}

function randomProject(dice: Dice): RandomProject {
  const files: Record<string, string> = {};
  const names = ['compose.yaml'];
  const isIncluding = dice.roll() < 0.3;
  files['compose.yaml'] = composeFile(dice, {
    ...{ names: NAMES, other: 'sub/common.yaml' },
    ...{ include: isIncluding ? includeText(dice) : '' },
  });
  if (dice.roll() < 0.5) {
    names.push('over/compose.override.yaml');
    files['over/compose.override.yaml'] = composeFile(dice, {
      ...{ names: NAMES, isOverride: true, other: './sub/common.yaml' },
    });
  }
  files['sub/common.yaml'] = composeFile(dice, { names: NAMES, other: '../deep/er.yml' });
  files['deep/er.yml'] = composeFile(dice, { names: NAMES });
  files['inc/compose.yaml'] = composeFile(dice, { names: ['inner', 'second'], other: 'near.yaml' });
  files['inc/near.yaml'] = composeFile(dice, { names: NAMES });
  files['inc/more.yaml'] = composeFile(dice, { names: ['inner', 'third'], isOverride: true });
  if (dice.roll() < 0.6) files['.env'] = envFile(dice);
  if (dice.roll() < 0.3) files['inc/.env'] = envFile(dice);
  files['inc/special.env'] = envFile(dice);
  const environment: Record<string, string> = {};
  for (const name of VARIABLES) {
    if (name === 'EMPTY') environment[name] = '';
    else if (name !== 'GONE' && dice.roll() < 0.4)
      environment[name] = dice.pick(['env', 'e-1', './p']);
  }
  return { files, one: { files: names, environment, envFiles: [] } };
}

function includeText(dice: Dice): string {
  return dice.pick([
    'include: [inc/compose.yaml]\n',
    'include:\n  - ./inc/compose.yaml\n',
    'include:\n  - path: inc/compose.yaml\n',
    'include:\n  - path: [inc/compose.yaml, inc/more.yaml]\n',
    'include:\n  - path: [inc/compose.yaml, inc/more.yaml]\n    env_file: inc/special.env\n',
    'include:\n  - path: inc/compose.yaml\n    env_file: [inc/special.env]\n',
    'include:\n  - path: inc/more.yaml\n',
  ]);
}

interface FileShape {
  readonly names: readonly string[];
  /** A file whose services are extended. */
  readonly other?: string;
  readonly isOverride?: boolean;
  readonly include?: string;
}

function composeFile(dice: Dice, shape: FileShape): string {
  const chosen = shape.names.filter((_, at) => (at < 2 ? dice.roll() < 0.95 : dice.roll() < 0.7));
  const anchors = dice.maybe(
    0.4,
    'x-args: &args {SHARED: "1", FLOAT: 2.50}\nx-build: &build\n  context: ./anchored\n  target: ${A:-anchor}\n',
  );
  const services: string[] = [];
  const extendable: string[] = [];
  for (const name of chosen) {
    const text = serviceText(dice, name, extendable, shape, anchors !== '');
    services.push(text);
    // In a chain Docker Compose applies the tags of the middle or not, as its maps happen to be ordered.
    if (shape.isOverride !== true || !text.includes('extends')) extendable.push(name);
  }
  return `${shape.include ?? ''}${anchors}services:\n${services.join('')}${chosen.length === 0 ? '  only:\n    image: i\n' : ''}`;
}

function serviceText(
  dice: Dice,
  name: string,
  earlier: readonly string[],
  { other, isOverride = false }: FileShape,
  hasAnchors: boolean,
): string {
  const lines = [`  ${name}:`];
  if (dice.roll() < 0.6 || !isOverride) lines.push(`    image: i-${name}`);
  const canExtend = earlier.length > 0 && dice.roll() < 0.3;
  if (canExtend)
    lines.push(
      dice.pick([
        `    extends: ${dice.pick(earlier)}`,
        `    extends: {service: ${dice.pick(earlier)}}`,
      ]),
    );
  else if (other !== undefined && dice.roll() < 0.15) {
    lines.push(`    extends:\n      file: ${other}\n      service: ${dice.pick(['web', 'api'])}`);
  }
  if (dice.roll() < 0.2) lines.push('    platform: linux/amd64');
  if (dice.roll() < 0.2) lines.push('    profiles: [p]');
  if (dice.roll() < 0.75) lines.push(buildText(dice, isOverride, hasAnchors));
  if (lines.length === 1) lines.push('    init: true');
  return `${lines.join('\n')}\n`;
}

function buildText(dice: Dice, isOverride: boolean, hasAnchors: boolean): string {
  if (isOverride && dice.roll() < 0.06) return '    build: !reset null';
  if (dice.roll() < 0.2) return `    build: ${pathText(dice)}`;
  const override = isOverride ? dice.maybe(0.08, ' !override') : '';
  // Below `!override` Docker Compose does not see tags.
  const mayTag = isOverride && override === '';
  if (hasAnchors && dice.roll() < 0.2)
    return `    build:${override}\n      <<: *build\n      network: host`;
  const keys = [
    ['context', () => ` ${pathText(dice)}`],
    ['target', () => ` ${valueText(dice)}`],
    ['args', () => argsText(dice, hasAnchors)],
    ['additional_contexts', () => namedText(dice)],
    ['network', () => ` ${dice.pick(['host', 'none', '"${A}"'])}`],
    ['cache_from', () => ` [${dice.pick(['type=gha', '"img:${B:-latest}"', 'a, b'])}]`],
    ['no_cache', () => ` ${dice.pick(['true', 'false', '"true"', '"${GONE:-false}"'])}`],
    ['platforms', () => dice.pick([' [linux/amd64]', ' ["linux/amd64", linux/arm64]'])],
  ] as const;
  const chosen = keys
    .filter(() => dice.roll() < 0.4)
    .map(([key, value]) =>
      mayTag && dice.roll() < 0.08
        ? `      ${key}: !reset null`
        : `      ${key}:${mayTag ? dice.maybe(0.08, ' !override') : ''}${value()}`,
    );
  const which = dice.roll() + (isOverride ? 0.05 : 0);
  if (which < 0.3)
    chosen.push(`      dockerfile: ${dice.pick(['d/Dockerfile', '../D', 'Dockerfile.${A:-dev}'])}`);
  else if (which < 0.36 && !isOverride) {
    chosen.push('      dockerfile_inline: |\n        FROM ${A:-alpine}\n        RUN echo $$HOME');
  }
  if (chosen.length === 0) chosen.push('      context: .');
  return `    build:${override}\n${chosen.join('\n')}`;
}

function pathText(dice: Dice): string {
  return dice.pick([
    ...['.', './app', '..', '../x/../y', '/abs/a', '~/h', '"${A:-./d}"', './a/${B-none}'],
    ...['https://example.test/r.git#main', 'git@example.test:a/b.git', 'github.com/a/b', './'],
  ]);
}

function argsText(dice: Dice, hasAnchors: boolean): string {
  const names = ['K', 'L', ...VARIABLES].filter(() => dice.roll() < 0.4);
  if (names.length === 0) return ' {}';
  if (dice.roll() < 0.4) {
    const items = names.map((name) =>
      dice.pick([`- ${name}`, `- ${quoted(`${name}=${template(dice, 0)}`)}`]),
    );
    return `\n        ${items.join('\n        ')}`;
  }
  const lines = names.map(
    (name) =>
      `${name}: ${dice.pick(['', '~', '1', '1.50', 'true', '0o17', valueText(dice), valueText(dice)])}`,
  );
  if (hasAnchors && dice.roll() < 0.3) lines.unshift('<<: *args');
  return `\n        ${lines.join('\n        ')}`;
}

function namedText(dice: Dice): string {
  const value = (): string =>
    dice.pick(['./n', 'docker-image://alpine', 'https://example.test/a.git', '${A:-../q}', '/abs']);
  return dice.pick([
    `\n        one: ${value()}\n        two: ${value()}`,
    `\n        - one=${value()}\n        - three=${value()}`,
    `\n        one: ${value()}`,
  ]);
}

function valueText(dice: Dice): string {
  return quoted(template(dice, 0));
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** With variables in all their forms, and sometimes wrong. */
function template(dice: Dice, depth: number): string {
  const pieces = Array.from({ length: 1 + Math.floor(dice.roll() * 3) }, () => {
    const name = dice.pick(VARIABLES);
    const word = (): string => (depth > 2 ? 'w' : template(dice, depth + 1));
    const roll = dice.roll();
    if (roll < 0.4) return dice.pick(WORDS);
    if (roll < 0.5) return `$${name}`;
    if (roll < 0.6) return `\${${name}}`;
    if (roll < 0.65) return dice.pick(['$$', '$$X', '$1', '$ ', '$.']);
    if (roll < 0.9) return `\${${name}${dice.pick([':-', '-', ':+', '+'])}${word()}}`;
    if (roll < 0.93) return `\${${name}${dice.pick([':?', '?'])}${word()}}`;
    return dice.pick(['}', '{', ' ', '-', ':', '']);
  });
  return pieces.join('');
}

function envFile(dice: Dice): string {
  const lines = Array.from({ length: 1 + Math.floor(dice.roll() * 5) }, () => {
    const name = dice.pick(['A', 'B', 'C_1', 'D']);
    return dice.pick([
      `${name}=${template(dice, 1)}`,
      `${name}=plain # comment`,
      `export ${name}=exported`,
      `${name}: colon`,
      `${name}="double ${template(dice, 2).replaceAll('"', '')} \\n \\" \\$X \\0101 \\\\"`,
      `${name}='single $A \\' \\n'`,
      `${name}="two\nlines" # after`,
      '# comment',
      '',
      name,
      `${name}=  spaced  `,
      `${name} = v`,
      `${name}=a#b`,
      `${name}=`,
      `${name}="x"\r`,
    ]);
  });
  return `${lines.join('\n')}\n`;
}
