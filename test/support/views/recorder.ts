/**
 * Records what the views are shown: the language server as the editor runs it, on a project of its own, with real builds.
 * What differs between machines is made alike: folders, the package index, ids.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import {
  METHODS,
  type BuildOptionsInput,
  type BuildProgress,
  type BuildResult,
  type ForecastParams,
  type ForecastView,
  type TimingsParams,
  type TimingsView,
} from '../../../server/protocol/requests.ts';
import { folderWith } from '../../node/support/folders.ts';
import { requiredEngine } from '../engine.ts';
import { projectRoot } from '../paths.ts';
import { startServer, uriOf, type TestServer } from '../server/language-server.ts';

export interface Recording {
  readonly folder: string;
  readonly server: TestServer;
  readonly write: (files: Readonly<Record<string, string>>) => Promise<void>;
  /** Of `dockerfile`, in the folder. */
  readonly build: (options?: BuildOptionsInput, dockerfile?: string) => Promise<BuildResult>;
  /** All that the server said of builds while they ran. */
  readonly progress: () => readonly BuildProgress[];
  readonly timings: (
    params?: Omit<TimingsParams, 'uri'>,
    dockerfile?: string,
  ) => Promise<TimingsView>;
  readonly forecast: (
    params?: Omit<ForecastParams, 'uri'>,
    dockerfile?: string,
  ) => Promise<ForecastView>;
}

/** What a view of the product is recorded from. */
export interface Scene {
  /** `timings-failed`: the name of the fixture. */
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly record: (recording: Recording) => Promise<ForecastView | TimingsView>;
}

export async function recordScene(scene: Scene): Promise<void> {
  const env = await requiredEngine();
  const folder = folderWith(scene.files);
  const server = await startServer({ folders: [folder], trusted: true, env: textsOf(env) });
  await server.until('settings', () => server.received(METHODS.forecastChanged).length > 0);
  let nBuilds = 0;
  const uri = (dockerfile: string): string => uriOf(path.join(folder, dockerfile));
  const view = await scene.record({
    folder,
    server,
    write: async (files) => {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
        writeFileSync(path.join(folder, name), text);
      }
      const changes = Object.keys(files).map((name) => ({ uri: uri(name), type: 2 }));
      await server.notify('workspace/didChangeWatchedFiles', { changes });
    },
    build: (options = {}, dockerfile = 'Dockerfile') =>
      server.request(METHODS.build, {
        uri: uri(dockerfile),
        // The package index is on the machine itself.
        options: { network: 'host', ...options },
        buildId: String(++nBuilds),
      }),
    progress: () => server.received(METHODS.buildProgress) as readonly BuildProgress[],
    timings: (params = {}, dockerfile = 'Dockerfile') =>
      server.request(METHODS.timings, { uri: uri(dockerfile), ...params }),
    forecast: (params = {}, dockerfile = 'Dockerfile') =>
      server.request(METHODS.forecast, { uri: uri(dockerfile), ...params }),
  });
  const file = path.join(projectRoot, 'test/fixtures/views', `${scene.name}.json`);
  const text = alike(JSON.stringify(view, null, 2), folder, server.state);
  const options = await resolveConfig(file);
  writeFileSync(file, await format(text, { ...options, filepath: file }));
}

function textsOf(env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** `http://127.0.0.1:3141/root/pypi/+simple/` and the files below it. */
const INDEX =
  /https?:\/\/(?:127\.0\.0\.1|localhost):\d+\/[\w+./-]*?(?=\/?(?:%2B|\+)(?:simple|f)\b)/g;

function alike(text: string, folder: string, state: string): string {
  return text
    .replaceAll(state, '/home/me/.local/state/layer-forecast')
    .replaceAll(folder, '/home/me/app')
    .replace(INDEX, 'https://index.example');
}
