/**
 * `npm run new:rule -- FAMILY/ID`: a rule to fill in, as a file, a page, a fixture and a line in the registry. The tests
 * of the rules fail until it is.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { writeNewFiles } from './new-files.ts';

const root = path.resolve(import.meta.dirname, '..');
const [name = '', ...others] = process.argv.slice(2);
const problem = others.length > 0 ? 'One rule at a time.' : problemOf(name);
if (problem === null) {
  for (const file of await writeNewFiles(root, newRule(name))) console.log(file);
  console.log(
    [
      '\nFill in what says TODO, name the fixture after its case, then:',
      `  UPDATE_FIXTURES=1 npm test -- core --grep ${idOf(name)}  (writes what comes out; read it)`,
      `  npm test -- core --grep ${idOf(name)}`,
      '  npm run generate',
      '  npm run types && npm run lint && npm test -- tidy',
      'CONTRIBUTING.md walks through one: "One rule, from the command to a green test".',
    ].join('\n'),
  );
} else {
  console.error(
    `${problem}\nnpm run new:rule -- FAMILY/ID, such as cache-mount/missing-cache-mount`,
  );
  process.exitCode = 2;
}

/** What is wrong with the name of a rule, as a sentence; null for a good one. */
function problemOf(written: string): string | null {
  const [family = '', id = '', ...rest] = written.split('/');
  const kebab = /^[a-z]+(-[a-z]+)*$/;
  if (rest.length > 0 || !kebab.test(family) || !kebab.test(id))
    return `"${written}" is not a family and an id in kebab case.`;
  if (['check', 'delete', 'new', 'switch', 'default', 'export', 'import'].includes(id))
    return `"${id}" is a word of the language. Take two words.`;
  if (/^(?:avoid|do-not|use|prefer|consider|no)-/.test(id))
    return `"${id}" says what to do. Name the pattern that is found, so that "allow ${id}" reads well.`;
  if (existsSync(path.join(root, `docs/rules/${id}.md`))) return `There is a rule ${id} already.`;
  return null;
}

function idOf(written: string): string {
  return written.slice(written.indexOf('/') + 1);
}

function newRule(written: string): Readonly<Record<string, string>> {
  const [family = '', id = ''] = written.split('/');
  const variable = id.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return {
    [`server/core/lint/rules/${family}/${id}.ts`]: ruleFile(family, id, variable),
    [`docs/rules/${id}.md`]: page(id),
    [`test/fixtures/rules/${id}/a-case-in-words/Dockerfile`]: 'FROM python:3.12\n# TODO\n',
    'server/core/lint/registry.ts': registryWith(
      readFileSync(path.join(root, 'server/core/lint/registry.ts'), 'utf8'),
      `./rules/${family}/${id}.ts`,
      variable,
    ),
  };
}

function ruleFile(family: string, id: string, variable: string): string {
  // The manifest is ours.
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  return `/** TODO: what it finds, and why that costs time, in a sentence. */
import type { InstructionView } from '../../../build-model/model.ts';
import type { Rule, RuleFinding, RuleInput } from '../../model.ts';

export const ${variable}: Rule = {
  id: '${id}',
  family: '${family}',
  since: '${releaseAfter(manifest.version)}',
  changes: [],
  severity: 'warning',
  summary: 'TODO',
  check,
};

function check({ model }: RuleInput): readonly RuleFinding[] {
  return model.stages.flatMap(({ instructions }) => instructions.flatMap(findingsOf));
}

/** A message says what is wrong, why it costs time, and what to do. */
function findingsOf({ command, instruction }: InstructionView): readonly RuleFinding[] {
  if (command.kind !== 'run' || !instruction.body.text.includes('TODO')) return [];
  return [{ span: instruction.span, message: 'TODO', related: [], fixes: [] }];
}
`;
}

/** The version of the manifest is out already: its section of the changelog is closed. */
function releaseAfter(version: string): string {
  const [major = '0', minor = '0'] = version.split('.');
  return `${major}.${Number(minor) + 1}.0`;
}

function page(id: string): string {
  const block = '```';
  return `# ${id}

## What it does

TODO

## Why is this bad?

TODO

## Examples

TODO ❌

${block}dockerfile
FROM python:3.12
${block}

TODO ✅

${block}dockerfile
FROM python:3.12
${block}

## Fix safety

TODO

## Sources

- TODO
`;
}

/** The rule comes last: findings of one place are in the order of the registry. */
function registryWith(registry: string, file: string, variable: string): string {
  return registry
    .replace('import type { Rule }', `import { ${variable} } from '${file}';\nimport type { Rule }`)
    .replace(/(RULES: readonly Rule\[\] = \[[^\]]*?),?\s*\];/, `$1, ${variable}];`);
}
