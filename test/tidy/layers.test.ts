/**
 * Which layer may import what. The core is pure, so that a forecast can be tested, reasoned about and run anywhere; the three
 * programs (server, client, views) share nothing but the protocol.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import ts from 'typescript';
import { assertNone, textOf, trackedFiles } from '../support/tracked-files.ts';

interface Layer {
  readonly folder: string;
  /** Folders and files that it may import from, beside its own folder. */
  readonly layers: readonly string[];
  /** Packages and built-in modules; a name that ends in `*` stands for all that begin so. */
  readonly packages: readonly string[];
}

const layers: readonly Layer[] = [
  { folder: 'server/protocol', layers: [], packages: [] },
  {
    folder: 'server/core',
    layers: ['server/protocol'],
    packages: ['jsonc-parser', 'toml-eslint-parser', 'unbash', 'yaml'],
  },
  {
    folder: 'server/node',
    layers: ['server/core', 'server/protocol'],
    packages: ['node:*', 'diff', 'nanotar'],
  },
  {
    folder: 'server/lsp',
    layers: ['server/node', 'server/core', 'server/protocol', 'package.json'],
    packages: ['node:*', 'vscode-languageserver*', 'dockerfile-utils', 'diff'],
  },
  {
    folder: 'server/cli',
    // The manifest has the version that it prints, and the server's entry is what the verb `lsp` starts.
    layers: [
      ...['server/node', 'server/core', 'server/protocol'],
      ...['server/lsp/main.ts', 'package.json'],
    ],
    packages: ['node:*', 'cli-truncate', 'log-update', 'string-width'],
  },
  {
    folder: 'client',
    layers: ['server/protocol'],
    packages: ['node:*', 'vscode', 'vscode-languageclient*'],
  },
  {
    folder: 'webview',
    layers: ['server/protocol'],
    packages: ['d3-*'],
  },
  {
    // Tools around the product; nothing that ships imports them.
    folder: 'scripts',
    layers: ['server', 'webview', 'package.json'],
    packages: [
      ...['node:*', 'esbuild', 'prettier', 'ts-json-schema-generator', '@exodus/schemasafe'],
      '@vscode/vsce',
      // The names that these export.
      ...['diff', 'jsonc-parser', 'toml-eslint-parser', 'yaml'],
    ],
  },
];

/** The sub-layers of the core, from the lowest on: each may import those that stand before it. */
const core: readonly string[] = [
  ...['text', 'syntax', 'package-managers', 'images', 'build-model', 'plan', 'forecast'],
  ...['invocations', 'documents', 'lint', 'build-log', 'builder-history', 'context-size'],
  ...['build-failure', 'timing', 'report'],
];

/** The same of `server/node`: folders, and files beside them. */
const node: readonly string[] = [
  ...['digest.ts', 'slices.ts', 'local-time.ts', 'process', 'files', 'context', 'git', 'docker'],
  ...['history', 'project', 'linting', 'forecasting', 'building', 'workbench.ts'],
];

/** What gives another answer at another time or place. */
const impureGlobals = new Set([
  ...['performance', 'process', 'console', 'globalThis', 'Buffer', 'fetch', 'crypto'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'require'],
]);

/** Dates are the machine's own in its time zone and language; those in UTC are the same everywhere. */
const LOCAL_DATES =
  /^(?:[gs]et(?!UTC|Time$)(?:Date|Day|FullYear|Hours|Milliseconds|Minutes|Month|Seconds|TimezoneOffset)|toLocale\w*String|toDateString|toTimeString)$/;

const sources = trackedFiles().filter((file) => file.endsWith('.ts'));

describe('imports', () => {
  for (const layer of layers) {
    it(`of ${layer.folder} stay within its layer and those below`, () => {
      const wrong = sources
        .filter((file) => file.startsWith(`${layer.folder}/`))
        .flatMap((file) =>
          importsOf(file)
            .filter((name) => !isAllowed(layer, file, name))
            .map((name) => `${file} imports ${name}`),
        );
      assertNone(wrong);
    });
  }

  it('are checked in every source folder', () => {
    const roots = ['server', 'client', 'webview', 'scripts'];
    const outside = sources
      .filter((file) => roots.some((root) => file.startsWith(`${root}/`)))
      .filter((file) => !layers.some(({ folder }) => file.startsWith(`${folder}/`)));
    assertNone(outside);
  });
});

for (const [layer, order] of [
  ['core', core],
  ['node', node],
] as const) {
  describe(`server/${layer}`, () => {
    const folder = `server/${layer}/`;
    const ofLayer = sources.filter((file) => file.startsWith(folder));
    const levelOf = (file: string): number => order.indexOf(file.split('/')[2] ?? '');

    it('is sub-layers, each of which imports only those below it', () => {
      const wrong = ofLayer.flatMap((file) =>
        filesImportedBy(file)
          .filter((target) => target.startsWith(folder))
          .filter((target) => levelOf(target) > levelOf(file))
          .map((target) => `${file} imports ${target}`),
      );
      assertNone(wrong);
    });

    it('has no file outside of them, and none of them is empty', () => {
      assertNone(ofLayer.filter((file) => levelOf(file) < 0));
      assertNone(
        order.filter((name) => !ofLayer.some((file) => levelOf(file) === order.indexOf(name))),
      );
    });
  });
}

/** Past the index, each with its reason. */
const pastIndex: Readonly<Record<string, string>> = {
  'server/cli/load-program.ts': 'it runs before anything else is loaded',
};

describe('a folder of server/node', () => {
  it('is used through its index alone', () => {
    const wrong = sources
      .filter((file) => file.startsWith('server/') && !(file in pastIndex))
      .flatMap((file) =>
        filesImportedBy(file)
          .filter((target) => /^server\/node\/.+\//.test(target) && !target.endsWith('/index.ts'))
          .filter((target) => path.posix.dirname(target) !== path.posix.dirname(file))
          .map((target) => `${file} imports ${target}`),
      );
    assertNone(wrong);
  });
});

describe('the core', () => {
  it('uses no clock, time zone, randomness, timer, process or console', () => {
    const wrong = sources
      .filter((file) => file.startsWith('server/core/'))
      .flatMap((file) => impureUses(file).map((use) => `${file}:${use}`));
    assertNone(wrong);
  });
});

describe('files', () => {
  it('import each other in no circle', () => {
    const shipped = sources.filter((file) => /^(?:server|client|webview)\//.test(file));
    assertNone(circlesIn(new Map(shipped.map((file) => [file, filesImportedBy(file)]))));
  });

  it('in a circle are found', () => {
    const imports = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', ['a']],
      ['d', []],
    ]);
    assert.deepEqual(circlesIn(imports), ['a → b → c → a']);
  });
});

describe('the walk over imports', () => {
  it('sees every form of them', () => {
    const text = `
      import a from 'a';
      import type { B } from 'b';
      export * from 'c';
      const d = await import('d');
      type E = import('e').E;
      // import f from 'f';
    `;
    assert.deepEqual(importsIn(text), ['a', 'b', 'c', 'd', 'e']);
  });

  it('tells a global from a name that is spelled the same', () => {
    const text = `
      const pure = { Date: 1, process: record.process };
      const late = process.hrtime(Math.random());
    `;
    assert.deepEqual(impureIn(text), ['3 process', '3 Math.random']);
  });

  it('tells the clock and the time zone from arithmetic with dates', () => {
    const text = `
      const pure = new Date(Date.UTC(2026, 0)).getUTCDay() + new Date(0).getTime();
      const now = [new Date(), new Date, Date.now(), Date(), Date.parse('2026-01-01')];
      const other = [Date, new Date(0).getHours(), new Date(0).toLocaleDateString()];
      const typed = (date: Date) => date instanceof Date;
    `;
    assert.deepEqual(impureIn(text), [
      ...['3 Date', '3 Date', '3 Date', '3 Date', '3 Date'],
      ...['4 Date', '4 getHours', '4 toLocaleDateString'],
    ]);
  });
});

function filesImportedBy(file: string): readonly string[] {
  return importsOf(file)
    .filter((name) => name.startsWith('.'))
    .map((name) => path.posix.join(path.posix.dirname(file), name));
}

/** Each circle once, from the file at which it was entered. */
function circlesIn(imports: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): void => {
    const start = way.indexOf(file);
    if (start >= 0) {
      circles.push([...way.slice(start), file].join(' → '));
      return;
    }
    if (done.has(file)) return;
    for (const next of imports.get(file) ?? []) visit(next, [...way, file]);
    done.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
  return circles;
}

function isAllowed(layer: Layer, file: string, name: string): boolean {
  if (!name.startsWith('.')) return layer.packages.some((allowed) => matches(allowed, name));
  const target = path.posix.join(path.posix.dirname(file), name);
  return [layer.folder, ...layer.layers].some(
    (allowed) => target === allowed || target.startsWith(`${allowed}/`),
  );
}

function matches(allowed: string, name: string): boolean {
  return allowed.endsWith('*') ? name.startsWith(allowed.slice(0, -1)) : name === allowed;
}

function importsOf(file: string): readonly string[] {
  return importsIn(textOf(file));
}

function importsIn(text: string): readonly string[] {
  const names: string[] = [];
  walk(parse(text), (node) => {
    const specifier =
      ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
        ? node.moduleSpecifier
        : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
          ? node.arguments[0]
          : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
            ? node.argument.literal
            : undefined;
    if (specifier === undefined) return;
    // A name that is put together at run time cannot be checked, so it is none of the allowed.
    names.push(ts.isStringLiteralLike(specifier) ? specifier.text : specifier.getText());
  });
  return names;
}

function impureUses(file: string): readonly string[] {
  return impureIn(textOf(file));
}

/** Uses of impure globals as `LINE NAME`. */
function impureIn(text: string): readonly string[] {
  const source = parse(text);
  const uses: string[] = [];
  walk(source, (node) => {
    if (!ts.isIdentifier(node)) return;
    const name = isOnlyAName(node) ? localDate(node) : impureName(node);
    if (name === undefined) return;
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    uses.push(`${line + 1} ${name}`);
  });
  return uses;
}

function impureName(node: ts.Identifier): string | undefined {
  if (impureGlobals.has(node.text)) return node.text;
  if (node.text === 'Date') return isOnlyArithmetic(node) ? undefined : 'Date';
  const isRandom =
    node.text === 'Math' &&
    ts.isPropertyAccessExpression(node.parent) &&
    node.parent.name.text === 'random';
  return isRandom ? 'Math.random' : undefined;
}

/** `new Date(0)`, `Date.UTC(…)`, and `Date` as the name of a type. */
function isOnlyArithmetic(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isNewExpression(parent)) return (parent.arguments?.length ?? 0) > 0;
  if (ts.isPropertyAccessExpression(parent)) return parent.name.text === 'UTC';
  return ts.isTypeReferenceNode(parent) || isOperandOfInstanceof(parent);
}

function isOperandOfInstanceof(node: ts.Node): boolean {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword;
}

function localDate(node: ts.Identifier): string | undefined {
  return ts.isPropertyAccessExpression(node.parent) && LOCAL_DATES.test(node.text)
    ? node.text
    : undefined;
}

/** The name of a property, as in `record.process` or `{ process: 1 }`, stands for nothing global. */
function isOnlyAName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isQualifiedName(parent)) return parent.right === node;
  return (
    (ts.isPropertyAssignment(parent) ||
      ts.isPropertySignature(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isMethodSignature(parent)) &&
    parent.name === node
  );
}

function parse(text: string): ts.SourceFile {
  return ts.createSourceFile('source.ts', text, ts.ScriptTarget.ES2022, true);
}

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}
