/** package.json says to the editor what the code does: commands, settings, languages, pictures, what ships. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import manifest from '../../package.json' with { type: 'json' };
import { DEFAULT_SETTINGS } from '../../server/protocol/settings.ts';
import { projectRoot } from '../support/paths.ts';
import { assertNone, textOf } from '../support/tracked-files.ts';

const { contributes } = manifest;
const commands = contributes.commands.map(({ command }) => command);

describe('the commands of the manifest', () => {
  it('are those that the client registers', () => {
    assert.deepEqual([...commands].sort(), [...registeredCommands()].sort());
  });

  it('have one category, so that the palette shows them together', () => {
    assertNone(
      contributes.commands.filter(({ category }) => category !== 'Layer Forecast').map(titleOf),
    );
  });

  it('are what menus and walkthroughs run', () => {
    const inMenus = Object.values(contributes.menus)
      .flat()
      .map(({ command }) => command);
    const inSteps = contributes.walkthroughs
      .flatMap(({ steps }) => steps)
      .flatMap((step) => [...step.description.matchAll(/\(command:([\w.]+)\)/g)])
      .map((match) => match[1] ?? '');
    const own = [...inMenus, ...inSteps].filter((command) => command.startsWith('layerForecast.'));
    assert.notDeepEqual(own, []);
    assertNone(own.filter((command) => !commands.includes(command)));
  });
});

describe('the settings of the manifest', () => {
  const properties: Readonly<
    Record<string, { readonly default: unknown; readonly scope: string }>
  > = contributes.configuration.properties;

  it('are those of the protocol, with the same defaults', () => {
    const defaults = Object.entries(DEFAULT_SETTINGS).map(([name, value]) => [
      `layerForecast.${name}`,
      value as unknown,
    ]);
    assert.deepEqual(
      Object.fromEntries(
        Object.entries(properties)
          // The library that speaks to the server reads this one, and the server never sees it.
          .filter(([name]) => name !== 'layerForecast.trace.server')
          .map(([name, one]) => [name, one.default]),
      ),
      Object.fromEntries(defaults),
    );
  });

  it('that choose or start a program are not for a workspace to say without trust', () => {
    const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
    assert.equal(properties['layerForecast.dockerPath']?.scope, 'machine');
    assert.deepEqual(restricted, [
      'layerForecast.dockerPath',
      'layerForecast.builder',
      'layerForecast.askImages',
      'layerForecast.outsideBuilds',
    ]);
  });
});

describe('the manifest', () => {
  it('names files that are there', () => {
    const named = [
      manifest.icon,
      ...contributes.grammars.map((grammar) => grammar.path),
      ...contributes.languages.flatMap(({ configuration }) => configuration ?? []),
    ];
    assertNone(named.filter((name) => !existsSync(path.join(projectRoot, name))));
  });

  it('has pictures for its walkthrough, with a text for those who do not see them', () => {
    const media = contributes.walkthroughs.flatMap(({ steps }) => steps.map((step) => step.media));
    assertNone(media.filter(({ altText }) => altText.length < 20).map(({ image }) => image));
    assertNone(media.map(({ image }) => image).filter((image) => !isPng(image)));
  });

  it('has an icon that is a square PNG of at least 128 pixels', () => {
    const { width, height } = sizeOfPng(manifest.icon);
    assert.equal(width, height);
    assert.ok(width >= 128);
  });

  it('is type-checked against the oldest editor that it allows', () => {
    const oldest = manifest.engines.vscode.replace(/^\^/, '');
    assert.equal(manifest.devDependencies['@types/vscode'], oldest);
  });

  it('pins its dependencies', () => {
    const all = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
    assertNone(all.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version)).map(([name]) => name));
  });
});

describe('.vscodeignore', () => {
  const lines = textOf('.vscodeignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

  it('is a list of what ships', () => {
    const [first, ...rest] = lines;
    assert.equal(first, '**');
    assertNone(rest.filter((line) => !line.startsWith('!')));
  });

  it('has what the manifest, the licences and the rules need', () => {
    const needed = [
      ...['package.json', 'README.md', 'CHANGELOG.md', 'LICENSE', 'THIRD-PARTY-NOTICES.txt'],
      ...['dist/*.cjs', 'dist/webview/*', 'syntaxes/*.json', 'images/*.png', 'docs/rules/*.md'],
    ];
    assertNone(needed.filter((name) => !lines.includes(`!${name}`)));
  });
});

/** The keys of the table in the client: it cannot be imported here, since it imports the editor. */
function registeredCommands(): readonly string[] {
  const file = 'client/src/commands/index.ts';
  const source = ts.createSourceFile(file, textOf(file), ts.ScriptTarget.ES2022, true);
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && ts.isStringLiteral(node.name)) names.push(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

function titleOf(command: { readonly title: string }): string {
  return command.title;
}

const PNG_SIGNATURE = '89504e470d0a1a0a';

function isPng(name: string): boolean {
  const file = path.join(projectRoot, name);
  return existsSync(file) && readFileSync(file).subarray(0, 8).toString('hex') === PNG_SIGNATURE;
}

function sizeOfPng(name: string): { readonly width: number; readonly height: number } {
  assert.ok(isPng(name), `${name} is no PNG`);
  const bytes = readFileSync(path.join(projectRoot, name));
  // Width and height stand first in the header chunk, which is the first one.
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}
