/**
 * A real Neovim with the configuration of docs/editors.md, word for word: what a user of it gets to see. Debian's is one of
 * the older ones; `NVIM` names another program, whose version decides which of the two configurations is tested.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { folderWith, removeFolders } from '../node/support/folders.ts';
import { nvimPath } from '../support/neovim.ts';
import { projectRoot } from '../support/paths.ts';
import { fakeBuilder } from '../support/server/fake-builder.ts';
import { recordBuild } from '../support/server/records.ts';

const nvim = nvimPath() ?? 'nvim';
const DOCKERFILE =
  'FROM python:3.12\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n';
const FIXED = DOCKERFILE.replace('RUN ', 'RUN --mount=type=cache,target=/root/.cache/pip ');

/** What `report.lua` writes, and what came of it outside. */
interface Seen {
  readonly diagnostics: readonly { readonly code: string; readonly lnum: number }[];
  readonly lenses: readonly string[];
  readonly hover: string;
  readonly hints: readonly string[] | null;
  readonly messages: string;
  readonly shown: string;
  readonly requirements: readonly string[];
  readonly actions: readonly string[];
  readonly text: string;
  readonly left: number;
  /** What docker was asked. */
  readonly dockerCalls: string;
}

describe('Neovim with the configuration of the documentation', () => {
  let seen: Seen;

  before(async function () {
    this.timeout(120_000);
    seen = await lookAround();
  });
  after(removeFolders);

  it('shows the findings', () => {
    assert.deepEqual(seen.diagnostics, [{ code: 'missing-cache-mount', lnum: 2 }]);
  });

  it('shows lenses above Dockerfiles and requirements files', () => {
    const nothing = 'The next build runs nothing again: all 3 steps come from the cache.';
    assert.deepEqual(seen.lenses, [nothing, 'Build image']);
    assert.deepEqual(seen.requirements, [`Dockerfile: ${nothing}`]);
  });

  it('says that the workspace is trusted', () => {
    assert.match(seen.dockerCalls, /^buildx /m);
  });

  it('shows why as a hover', () => {
    assert.match(seen.hover, /Cached.* in the next build/);
    assert.match(seen.hover, /Its cache key holds/);
    assert.doesNotMatch(seen.hover, /command:|\\\./);
  });

  it('shows hints where it has them', () => {
    if (seen.hints === null) assert.ok(minorVersion() < 10);
    else assert.deepEqual(seen.hints, ['cached', 'cached', 'cached']);
  });

  it('opens the forecast of a lens, or says the headline', () => {
    const found = `${seen.messages}\n${seen.shown}`;
    assert.match(found, /The next build runs nothing again: all 3 steps come from the cache\./);
    assert.doesNotMatch(seen.messages, /error|not support/i);
  });

  it('applies the quick fix, and the finding is gone', () => {
    assert.equal(seen.actions[0], "Keep pip's cache in a mount at /root/.cache/pip");
    assert.equal(seen.text, FIXED);
    assert.equal(seen.left, 0);
  });
});

async function lookAround(): Promise<Seen> {
  const root = folderWith({ Dockerfile: DOCKERFILE, 'requirements.txt': 'flask==3.0\n' });
  execFileSync('git', ['init', '--quiet', root]);
  const tools = folderWith({
    'layer-forecast': `#!/bin/sh\nexec '${process.execPath}' '${projectRoot}/dist/cli.cjs' "$@"\n`,
    'init.lua': configuration(),
  });
  const state = folderWith();
  const docker = fakeBuilder({});
  chmodSync(path.join(tools, 'layer-forecast'), 0o755);
  await recordBuild(state, { place: { dockerfile: path.join(root, 'Dockerfile'), context: root } });
  const report = path.join(tools, 'report.json');
  const script = path.join(projectRoot, 'test/neovim/report.lua');
  writeFileSync(report, '');
  const ran = spawnSync(
    nvim,
    ['--headless', '-n', '-i', 'NONE', '-u', path.join(tools, 'init.lua'), 'Dockerfile'].concat([
      '-c',
      `luafile ${script}`,
      '-c',
      'qall!',
    ]),
    {
      cwd: root,
      encoding: 'utf8',
      timeout: 100_000,
      env: {
        ...process.env,
        PATH: [tools, path.dirname(docker.executable), process.env['PATH'] ?? ''].join(
          path.delimiter,
        ),
        XDG_CONFIG_HOME: tools,
        XDG_STATE_HOME: tools,
        XDG_DATA_HOME: tools,
        XDG_CACHE_HOME: tools,
        LAYER_FORECAST_STATE: state,
        LAYER_FORECAST_REPORT: report,
      },
    },
  );
  const text = readFileSync(report, 'utf8');
  assert.notEqual(text, '', `Neovim reported nothing: ${ran.stdout}${ran.stderr}`);
  const dockerCalls = readFileSync(docker.calls, 'utf8');
  return { ...(JSON.parse(text) as Omit<Seen, 'dockerCalls'>), dockerCalls };
}

/** The block of Lua below the heading that is for this version. */
function configuration(): string {
  const page = readFileSync(path.join(projectRoot, 'docs/editors.md'), 'utf8');
  const heading = minorVersion() >= 11 ? '### Neovim 0.11 and newer' : '### Neovim 0.7 to 0.10';
  const below = page.slice(page.indexOf(`${heading}\n`));
  const block = /```lua\n(.*?)```/s.exec(below)?.[1];
  assert.ok(block, `docs/editors.md has no configuration below "${heading}"`);
  return block;
}

/** 7 of 0.7.2. */
function minorVersion(): number {
  const version = execFileSync(nvim, ['--version'], { encoding: 'utf8' });
  return Number(/NVIM v0\.(\d+)/.exec(version)?.[1]);
}
