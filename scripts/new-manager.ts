/**
 * `npm run new:manager -- ID`: a package manager to fill in, as an entry, a page, a fixture and a line in the table. The
 * tests of package managers fail until it is.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { writeNewFiles } from './new-files.ts';

const root = path.resolve(import.meta.dirname, '..');
const [id = '', ...others] = process.argv.slice(2);
const problem = others.length > 0 ? 'One package manager at a time.' : problemOf(id);
if (problem === null) {
  for (const file of await writeNewFiles(root, newManager())) console.log(file);
  console.log(
    `\nFill in what says TODO, each fact checked with the real program, then:\n  UPDATE_FIXTURES=1 npm test -- core --grep "rule missing-cache-mount ${id}"\n  npm run generate`,
  );
} else {
  console.error(`${problem}\nnpm run new:manager -- ID, such as pnpm`);
  process.exitCode = 2;
}

/** What is wrong with the id, as a sentence; null for a good one. */
function problemOf(written: string): string | null {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(written))
    return `"${written}" is not an id in kebab case.`;
  if (existsSync(path.join(root, `docs/package-managers/${written}.md`)))
    return `There is a package manager ${written} already.`;
  return null;
}

function newManager(): Readonly<Record<string, string>> {
  const variable = id.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  const table = 'server/core/package-managers/table.ts';
  return {
    [`server/core/package-managers/${id}/${id}.ts`]: entry(variable),
    [`docs/package-managers/${id}.md`]: page(),
    [`test/fixtures/rules/missing-cache-mount/${id}/Dockerfile`]: `FROM debian:12\nRUN ${id} install TODO\n`,
    [table]: tableWith(readFileSync(path.join(root, table), 'utf8'), variable),
  };
}

function entry(variable: string): string {
  return `/** TODO: its name, and the version that these facts were checked at. */
import type { PackageManager } from '../model.ts';
import { PLAIN_CACHE, PLAIN_MANAGER } from '../plain.ts';

export const ${variable}: PackageManager = {
  ...PLAIN_MANAGER,
  id: '${id}',
  name: '${id}',
  calls: {
    forms: [{ words: ['${id}'] }],
    valueOptions: [],
    verbs: [
      { words: ['install'], does: 'install' },
      { words: ['cache', 'clean'], does: 'clean' },
    ],
  },
  caches: [
    {
      ...PLAIN_CACHE,
      id: '${id}',
      keeps: ['downloads'],
      again: 'TODO',
      places: [{ kind: 'home', below: '.cache/${id}' }],
      names: ['${id}'],
      sharing: 'locked',
      missedLater: 'nothing',
    },
  ],
  offline: { options: [], variables: [], fromCache: [], cutOff: [] },
  manifests: { options: [], files: [], folderOptions: [] },
  words: { compiled: null, unwritable: 'fails', unlocked: 'TODO' },
  sources: [{ text: 'TODO', version: 'TODO' }],
};
`;
}

function page(): string {
  const block = '```';
  return `# ${id}

## What it keeps

TODO

## Where

TODO

## What is in the way of a cache mount

TODO

## Example

Without a mount ❌

${block}dockerfile
FROM debian:12
RUN ${id} install TODO
${block}

With it ✅

${block}dockerfile
FROM debian:12
RUN ${id} install TODO
${block}

## Sources

- TODO
`;
}

/** The new one comes last: a call is taken by the first manager that knows it. */
function tableWith(table: string, variable: string): string {
  const withLine = table.replace(/\];\s*$/, `, ${variable}];\n`);
  const line = `import { ${variable} } from './${id}/${id}.ts';`;
  return withLine.replace('\n\nexport const', `\n${line}\n\nexport const`);
}
