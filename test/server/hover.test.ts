/** Hovers and inlay hints, as the editor asks for them. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Hover, InlayHint } from 'vscode-languageserver-protocol/node';
import type { PackageTiming } from '../../server/protocol/report.ts';
import {
  startServer,
  stopServers,
  uriOf,
  type ServerOptions,
  type TestServer,
} from '../support/server/language-server.ts';
import { recordBuild } from '../support/server/records.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';
import { masked } from '../support/masked.ts';

const DOCKERFILE = `FROM python:3.12
ARG API_TOKEN
COPY requirements.txt .
RUN pip install \\
  -r requirements.txt
CMD ["python"]
`;
const FILES = {
  Dockerfile: DOCKERFILE,
  'requirements.txt': 'flask==3.0\n',
  '[a](b)/Dockerfile': 'FROM python:3.12\nRUN true\n',
};

interface Started {
  readonly server: TestServer;
  readonly root: string;
  readonly dockerfile: string;
}

async function start(rest: Partial<ServerOptions> = {}): Promise<Started> {
  const root = folderWith(FILES);
  const server = await startServer({ folders: [root], ...rest });
  const dockerfile = join(root, 'Dockerfile');
  await server.open(dockerfile, DOCKERFILE);
  return { server, root, dockerfile };
}

/** `line` counts from 1. */
async function hoverText(server: TestServer, file: string, line: number): Promise<string> {
  const hover = await server.request<Hover | null>('textDocument/hover', {
    textDocument: { uri: uriOf(file) },
    position: { line: line - 1, character: 1 },
  });
  const contents = hover?.contents as { readonly value: string } | undefined;
  return contents?.value ?? '';
}

/** `3 cached`, and where in the line the hint stands. */
async function hints(
  server: TestServer,
  file: string,
  lines = [1, 99],
): Promise<readonly string[]> {
  const [first = 1, last = 99] = lines;
  const found = await server.request<readonly InlayHint[]>('textDocument/inlayHint', {
    textDocument: { uri: uriOf(file) },
    range: {
      start: { line: first - 1, character: 0 },
      end: { line: last - 1, character: 0 },
    },
  });
  return found.map(
    ({ position, label }) =>
      `${position.line + 1}:${position.character} ${typeof label === 'string' ? label : ''}`,
  );
}

function measured(name: string): PackageTiming {
  const phases = [{ kind: 'download', label: masked(''), start: 1, seconds: 0.5 } as const];
  const what = { requiredBy: [], origin: 'downloaded', built: false, phases } as const;
  return { manager: 'pip', name: masked(name), ...what };
}

afterEach(async () => {
  await stopServers();
  removeFolders();
});

describe('hovers of the language server', () => {
  it('are offered', async () => {
    const { server } = await start();
    assert.equal(server.capabilities['hoverProvider'], true);
    assert.equal(server.capabilities['inlayHintProvider'], true);
  });

  it('say of a step what the next build makes of it, why, and for how long', async () => {
    const { server, root, dockerfile } = await start();
    await recordBuild(server.state, { place: { dockerfile, context: root }, seconds: 7 });
    assert.match(await hoverText(server, dockerfile, 4), /^\*\*Cached\*\* .* about 7\.0 s /);
    await server.open(join(root, 'requirements.txt'), 'flask==3.1\n');
    const text = await hoverText(server, dockerfile, 5);
    assert.match(text, /^\*\*Runs again\*\* in the next build: about 7\.0 s/);
    assert.match(text, /^ {2}- requirements\.txt line 1 changed: flask$/m);
    assert.match(text, /\[Show Layer Forecast\]\(command:layerForecast\.showForecast\?%5B%22file/);
  });

  it('say what a key holds also before the first build', async () => {
    const { server, dockerfile } = await start();
    const text = await hoverText(server, dockerfile, 3);
    assert.match(text, /^No build from here yet/);
    assert.match(text, /^- files: `requirements\.txt`$/m);
  });

  it('are silent where there is nothing to say', async () => {
    const { server, dockerfile, root } = await start();
    assert.equal(await hoverText(server, dockerfile, 6), '');
    assert.equal(await hoverText(server, dockerfile, 40), '');
    const other = join(root, 'other-requirements.txt');
    await server.open(other, 'flask\n');
    assert.equal(await hoverText(server, other, 1), '');
  });

  it('lead to the forecast of a file in whatever folder', async () => {
    const { server, root } = await start();
    const file = join(root, '[a](b)/Dockerfile');
    await server.open(file, FILES['[a](b)/Dockerfile']);
    const text = await hoverText(server, file, 1);
    const argument = /showForecast\?([^()\s]+)\)$/.exec(text)?.[1] ?? '';
    assert.deepEqual(JSON.parse(decodeURIComponent(argument)), [uriOf(file)]);
  });

  it('say of a requirement who installs it, and what that took the last time it was measured', async () => {
    const { server, root, dockerfile } = await start();
    const file = join(root, 'requirements.txt');
    const text = 'Flask == 3.0  # web\n\n# only a comment\n-r other.txt\n';
    await server.open(file, text);
    const place = { dockerfile, context: root };
    assert.match(await hoverText(server, file, 1), /^- `Dockerfile`: not measured yet$/m);
    const build = (packages: readonly PackageTiming[]) => {
      const step = {
        name: masked('RUN'),
        stage: '',
        start: 0,
        seconds: 3,
        cached: false,
        phases: [],
      };
      const started = '2026-01-02T03:04:05.000Z';
      return { name: masked(''), started, seconds: 3, steps: [{ ...step, packages }] };
    };
    await recordBuild(server.state, { place, rest: { build: build([measured('flask')]) } });
    // The newest build took the step from the cache.
    await recordBuild(server.state, { place, rest: { build: build([]) } });
    const found = await hoverText(server, file, 1);
    assert.match(found, /^\*\*Flask\*\* is installed by$/m);
    assert.match(found, /^- `Dockerfile`: download 0\.5 s in the build of 2026/m);
    for (const line of [2, 3, 4]) assert.equal(await hoverText(server, file, line), '');
  });
});

describe('inlay hints of the language server', () => {
  const CACHED = ['1:16 cached', '3:23 cached', '4:17 cached'];

  it('come with the first recorded build', async () => {
    const { server, root, dockerfile } = await start();
    assert.deepEqual(await hints(server, dockerfile), []);
    await recordBuild(server.state, { place: { dockerfile, context: root }, seconds: 7 });
    await server.open(join(root, 'requirements.txt'), 'flask==3.0\n');
    assert.deepEqual(await hints(server, dockerfile), CACHED);
    assert.deepEqual(await hints(server, dockerfile, [2, 3]), ['3:23 cached']);
    await server.change(join(root, 'requirements.txt'), { text: 'flask==3.1\n' });
    assert.deepEqual(await hints(server, dockerfile), [
      '1:16 cached',
      '3:23 again ~7.0 s',
      '4:17 again ~7.0 s',
    ]);
  });

  const settings: readonly (readonly ['auto' | 'on' | 'off', boolean])[] = [
    ['auto', true],
    ['on', true],
    ['off', false],
  ];
  for (const [inlayHints, shown] of settings) {
    it(`are ${shown ? 'shown' : 'not shown'} of a built Dockerfile with the setting ${inlayHints}`, async () => {
      const { server, root, dockerfile } = await start({ settings: { inlayHints } });
      await recordBuild(server.state, { place: { dockerfile, context: root } });
      await server.until(
        'settings',
        () => server.received('layerForecast/forecastChanged').length > 0,
      );
      assert.deepEqual(await hints(server, dockerfile), shown ? CACHED : []);
    });
  }

  it('are asked for again when a forecast may have changed', async () => {
    const { server, root } = await start({
      capabilities: { workspace: { inlayHint: { refreshSupport: true } } },
    });
    const refreshes = (): number => server.received('workspace/inlayHint/refresh').length;
    await server.until('the first refresh', () => refreshes() > 0);
    const before = refreshes();
    await server.open(join(root, 'requirements.txt'), 'flask==3.1\n');
    await server.until('another refresh', () => refreshes() > before);
  });

  it('are none of a requirements file', async () => {
    const { server, root } = await start({ settings: { inlayHints: 'on' } });
    const file = join(root, 'requirements.txt');
    await server.open(file, 'flask\n');
    assert.deepEqual(await hints(server, file), []);
  });
});
