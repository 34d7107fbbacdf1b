/** Reads a configuration: `layer-forecast.toml`, or the section `[tool.layer-forecast]` of a `pyproject.toml`. */
import { normalizePattern } from '../../syntax/dockerignore/index.ts';
import { parseToml, type TomlNode, type TomlTable } from '../../syntax/toml/index.ts';
import { patternMatcher } from '../../text/pattern-matcher.ts';
import { quoted } from '../../text/quote.ts';
import type { Problem } from '../../text/span.ts';
import type { Rule } from '../model.ts';
import type { OptionValues } from '../options.ts';
import { NO_CONFIG, type Config, type RuleSetting, type RuleTable } from './model.ts';
import { namedPlaces, type NamedPlace } from './named-places.ts';
import { configSchema } from './schema.ts';
import { validate } from './validate.ts';

export interface ReadConfig {
  readonly config: Config;
  readonly problems: readonly Problem[];
  /** What it says of single Dockerfiles, with where it is written. */
  readonly places: readonly NamedPlace[];
  /** False for a `pyproject.toml` without the section. */
  readonly isPresent: boolean;
}

/** `path`: the file, with `/`. */
export function readConfig(path: string, text: string, rules?: readonly Rule[]): ReadConfig {
  const isSection = isPyproject(path);
  // Most of these files are about other tools, and are never parsed.
  if (isSection && !text.includes('layer-forecast')) return NOTHING;
  const { value, problems } = parseToml(text);
  const table = isSection ? sectionOf(value) : value;
  const undecoded = encodingProblems(text);
  // A mistake elsewhere in the file is other tools' to tell, but nothing of ours can be read.
  if (problems.length + undecoded.length > 0)
    return { ...NOTHING, problems: [...undecoded, ...problems].slice(0, 1), isPresent: true };
  if (table === undefined) return NOTHING;
  const read = validate(table, configSchema(rules), isSection ? 'layer-forecast' : '');
  return {
    config: configOf(read.value),
    problems: [...read.problems, ...patternProblems(table)],
    places: namedPlaces(table),
    isPresent: true,
  };
}

/** Of a file that exists and cannot be read. `reason`: such as `it is a folder`. */
export function unreadableConfig(path: string, reason: string): ReadConfig {
  const message = isPyproject(path)
    ? `Cannot read this file: ${reason}. It may have a section [tool.layer-forecast]. Make it a readable file, or remove it.`
    : `Cannot read the configuration: ${reason}. Its rules and excluded files are unknown. Make it a readable file, or remove it.`;
  const span = { start: 0, end: 0 };
  const problem: Problem = { code: UNREADABLE, severity: 'error', message, span };
  return { ...NOTHING, problems: [problem], isPresent: true };
}

/** The code of the problem of a file that has no lines that could be corrected. */
export const UNREADABLE = 'unreadable';

/** Where bytes were no UTF-8, the text has this sign in their place. */
const REPLACEMENT = '\uFFFD';

function encodingProblems(text: string): readonly Problem[] {
  const start = text.indexOf(REPLACEMENT);
  if (start < 0) return [];
  const message =
    'This is not UTF-8, which TOML has to be. Save the file as UTF-8. Nothing of the file counts until it is.';
  return [{ code: 'syntax', severity: 'error', message, span: { start, end: start + 1 } }];
}

export function isPyproject(path: string): boolean {
  return /(?:^|[\\/])pyproject\.toml$/i.test(path);
}

const NOTHING: ReadConfig = {
  config: NO_CONFIG,
  problems: [],
  places: [],
  isPresent: false,
};

export const SECTION = ['tool', 'layer-forecast'] as const;

function sectionOf(root: TomlTable): TomlNode | undefined {
  return SECTION.reduce<TomlNode | undefined>(entryOf, root);
}

function entryOf(node: TomlNode | undefined, key: string): TomlNode | undefined {
  return node?.kind === 'table' ? node.entries.find((one) => one.key === key)?.value : undefined;
}

/** The shape that the schema leaves: `validate` has dropped everything else. */
interface Given {
  readonly rules?: GivenRules;
  readonly exclude?: readonly string[];
  readonly overrides?: readonly {
    readonly paths: readonly string[];
    readonly rules?: GivenRules;
  }[];
  readonly contexts?: Readonly<Record<string, string>>;
  readonly builds?: Readonly<Record<string, string>>;
  readonly baseline?: string;
}

type GivenRules = Readonly<
  Record<string, string | (OptionValues & { readonly severity?: string })>
>;

function configOf(value: unknown): Config {
  const given = (value ?? {}) as Given;
  const {
    rules,
    overrides = [],
    exclude = [],
    contexts = {},
    builds = {},
    baseline = null,
  } = given;
  return {
    ...{ exclude: sound(exclude), contexts, builds, baseline },
    rules: rulesOf(rules),
    overrides: overrides.map((one) => ({ paths: sound(one.paths), rules: rulesOf(one.rules) })),
  };
}

function rulesOf(given: GivenRules = {}): RuleTable {
  return Object.fromEntries(Object.entries(given).map(([id, one]) => [id, settingOf(one)]));
}

function settingOf(given: GivenRules[string]): RuleSetting {
  if (typeof given === 'string') return { ...severityOf(given), options: {} };
  const { severity, ...options } = given;
  return { ...severityOf(severity), options };
}

function severityOf(severity: string | undefined): Pick<RuleSetting, 'severity'> {
  // One of the schema's.
  return severity === undefined
    ? {}
    : { severity: severity as NonNullable<RuleSetting['severity']> };
}

/** One broken pattern would make the whole list useless. */
function sound(given: readonly string[]): readonly string[] {
  const patterns = given.map(normalizePattern);
  const broken = new Set(patternMatcher(patterns).broken.map(({ index }) => index));
  return patterns.filter((_, index) => !broken.has(index));
}

function patternProblems(table: TomlNode): readonly Problem[] {
  const overrides = entryOf(table, 'overrides');
  const lists = [
    entryOf(table, 'exclude'),
    ...(overrides?.kind === 'list' ? overrides.items.map((one) => entryOf(one, 'paths')) : []),
  ];
  return lists.flatMap((list) => (list?.kind === 'list' ? list.items : [])).flatMap(patternProblem);
}

function patternProblem(node: TomlNode): readonly Problem[] {
  const pattern = node.kind === 'scalar' && typeof node.value === 'string' ? node.value : null;
  if (pattern === null) return [];
  const normal = normalizePattern(pattern);
  const isBroken = patternMatcher([normal]).broken.length > 0;
  if (!isBroken && !NEVER_MATCHES.test(normal)) return [];
  const message = isBroken
    ? `${quoted(pattern)} is no pattern of files.`
    : `${quoted(pattern)} matches no file: patterns are of paths below the folder of this file.`;
  const severity = isBroken ? 'error' : 'warning';
  return [{ code: 'configuration', severity, message, span: node.span }];
}

/** Nothing, the folder itself, and what is above it. */
const NEVER_MATCHES = /^!?(?:[./]?|\.\.(?:\/.*)?)$/s;
