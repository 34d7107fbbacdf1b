/**
 * Writes what is derived from the code, so that it cannot lag behind: JSON schemas of the reports, the checks of the
 * history's records, the names of documents in the manifest, the hooks and the README, its tables of rules, settings and
 * measurements, and the notices of bundled packages. `npm run verify` fails where a file is not what this makes of it.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { createGenerator } from 'ts-json-schema-generator';
import { configSchema } from '../server/core/lint/config/schema.ts';
import { RULES } from '../server/core/lint/registry.ts';
import { PACKAGE_MANAGERS, type ManagerCache } from '../server/core/package-managers/index.ts';
import { formatSeconds } from '../server/protocol/seconds.ts';
import { hooksWithNames, manifestWithNames, namesTable, readmeHook } from './names.ts';
import { thirdPartyNotices } from './notices.ts';
import { recordChecks } from './record-checks.ts';
import { recordedFolder } from './recorded.ts';

const root = path.resolve(import.meta.dirname, '..');

/** Verb of the command line → the type that its JSON has. */
const REPORTS = {
  check: 'CheckReport',
  fix: 'FixReport',
  forecast: 'Forecast',
  timings: 'TimingsReport',
  build: 'BuildReport',
  builds: 'BuildsReport',
  context: 'ContextReport',
  explain: 'RuleReport',
  'explain-build': 'ExplainReport',
  'explain-build --list': 'RecordedBuildsReport',
} as const;

async function writeSchemas(): Promise<void> {
  await mkdir(path.join(root, 'schemas'), { recursive: true });
  const generator = createGenerator({
    path: path.join(root, 'server/protocol/*.ts'),
    tsconfig: path.join(root, 'server/protocol/tsconfig.json'),
    topRef: false,
    additionalProperties: false,
  });
  for (const [verb, type] of Object.entries(REPORTS)) {
    const schema = {
      title: `layer-forecast ${verb} --format json`,
      ...generator.createSchema(type),
    };
    await writeFormatted(`schemas/${verb.replace(' --', '-')}.schema.json`, JSON.stringify(schema));
  }
}

/** Of the configuration: editors for TOML can be pointed to it, ours completes by the same. */
async function writeConfigSchema(): Promise<void> {
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'layer-forecast.toml',
    ...configSchema(),
  };
  await writeFormatted('schemas/layer-forecast-toml.schema.json', JSON.stringify(schema));
}

function rulesTable(): string {
  const rows = RULES.map(
    (rule) => `| [\`${rule.id}\`](docs/rules/${rule.id}.md) | ${rule.severity} | ${rule.summary} |`,
  );
  return ['| rule | severity | what it finds |', '| --- | --- | --- |', ...rows].join('\n');
}

function managersTable(): string {
  const rows = PACKAGE_MANAGERS.map(({ id, name, calls, caches, sources }) => {
    const forms = calls.forms.filter(({ words }) => words.length === 1);
    const names = forms.map(({ words }) => `\`${(words[0] ?? '').replace(/\(\?:.*/, '')}\``);
    const kept = caches.map((cache) => `${folderOf(cache)} (${cache.keeps.join(', ')})`);
    const versions = sources.map(({ version }) => version);
    return `| [${name}](docs/package-managers/${id}.md) | ${names.join(', ')} | ${kept.join('<br>')} | ${versions.join(', ')} |`;
  });
  const head = '| package manager | called by | what it keeps, for root | checked at |';
  return [head, '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** Where it is with nothing said. */
function folderOf({ places }: ManagerCache): string {
  const last = places.at(-1);
  if (last?.kind === 'absolute') return `\`${last.path}\``;
  return last?.kind === 'home' ? `\`/root/${last.below}\`` : 'in the project';
}

async function settingsTable(): Promise<string> {
  // The manifest is ours: its shape is held by the editor and by a test.
  const manifest = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
    contributes: {
      configuration: {
        properties: Record<string, { default: unknown; markdownDescription: string }>;
      };
    };
  };
  const rows = Object.entries(manifest.contributes.configuration.properties).map(
    ([name, setting]) =>
      `| \`${name}\` | \`${JSON.stringify(setting.default)}\` | ${setting.markdownDescription} |`,
  );
  return ['| setting | default | what it does |', '| --- | --- | --- |', ...rows].join('\n');
}

/** What `scripts/record-example.ts` measured; a sentence where the example was not recorded yet. */
async function measuredTable(): Promise<string> {
  const file = path.join(recordedFolder('blog'), 'measured.json');
  if (!existsSync(file)) {
    return 'The example has not been measured yet: `npx tsx scripts/record-example.ts` does, with a real engine.';
  }
  // Written by our own script.
  const measured = JSON.parse(await readFile(file, 'utf8')) as readonly {
    build: string;
    install: number;
    total: number;
  }[];
  const rows = measured.map(
    ({ build, install, total }) =>
      `| ${build} | ${formatSeconds(install)} | ${formatSeconds(total)} |`,
  );
  return [
    '| build | the `pip install` step | the whole build |',
    '| --- | --- | --- |',
    ...rows,
  ].join('\n');
}

/** Replaces what stands between `<!-- name:start -->` and `<!-- name:end -->`. */
async function fillReadme(tables: Readonly<Record<string, string>>): Promise<void> {
  const file = path.join(root, 'README.md');
  let text = await readFile(file, 'utf8');
  for (const [name, table] of Object.entries(tables)) {
    const start = `<!-- ${name}:start -->`;
    const end = `<!-- ${name}:end -->`;
    const from = text.indexOf(start);
    const to = text.indexOf(end);
    if (from < 0 || to < from) throw new Error(`README.md has no place for the table "${name}".`);
    text = `${text.slice(0, from + start.length)}\n\n${table}\n\n${text.slice(to)}`;
  }
  await writeFormatted('README.md', text);
}

async function writeFormatted(name: string, text: string): Promise<void> {
  const file = path.join(root, name);
  const options = await resolveConfig(file);
  await writeFile(file, await format(text, { ...options, filepath: file }));
}

/** Rewrites a file whose names of documents are made from their kinds. */
async function refresh(name: string, withNames: (text: string) => string): Promise<void> {
  await writeFormatted(name, withNames(await readFile(path.join(root, name), 'utf8')));
}

await writeSchemas();
await writeFormatted('server/node/history/record-checks.js', recordChecks(root));
await writeConfigSchema();
await refresh('package.json', manifestWithNames);
await refresh('.pre-commit-hooks.yaml', hooksWithNames);
await fillReadme({
  measured: await measuredTable(),
  names: namesTable(),
  hook: readmeHook(),
  rules: rulesTable(),
  managers: managersTable(),
  settings: await settingsTable(),
});
await writeFile(path.join(root, 'THIRD-PARTY-NOTICES.txt'), await thirdPartyNotices());
