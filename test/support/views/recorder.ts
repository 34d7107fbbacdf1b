/**
 * Records what the views are shown: the language server as the editor runs it, on a project of its own, with real builds.
 * Nothing is written here; `record.ts` writes what comes out.
 */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
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
import { addFiles, folderWith } from '../../node/support/folders.ts';
import { requiredEngine } from '../engine.ts';
import { startServer, uriOf } from '../server/language-server.ts';
import { makeAlike } from './alike.ts';

type Files = Readonly<Record<string, string>>;

/** A project that is built, and the editor that has it open. Files are relative to its folder. */
export interface Recording {
  readonly folder: string;
  readonly write: (files: Files) => Promise<void>;
  /** Edits a file in the editor, and does not save it. */
  readonly edit: (file: string, text: string) => Promise<void>;
  /** Closes the editor of a file: what was not saved is gone. */
  readonly close: (file: string) => Promise<void>;
  readonly git: (...args: readonly string[]) => void;
  readonly build: (options?: BuildOptionsInput) => Promise<BuildResult>;
  /** What the server said of the last build while it ran. */
  readonly progress: () => readonly BuildProgress[];
  readonly timings: () => Promise<TimingsView>;
  readonly forecast: (params?: Omit<ForecastParams, 'uri'>) => Promise<ForecastView>;
}

/** What views of the product are recorded from. */
export interface Scene<View extends string = string> {
  readonly name: string;
  /** The Dockerfile that is built; absent: `Dockerfile`. */
  readonly dockerfile?: string;
  /**
   * `@nonce@` is text that no builder has seen before, so that the steps after it run. What is recorded has nothing in
   * its place.
   */
  readonly files: Files;
  /** Names of the fixtures that come of it. */
  readonly views: readonly View[];
  readonly record: (
    recording: Recording,
  ) => Promise<Readonly<Record<View, ForecastView | TimingsView>>>;
}

export type RecordedViews = Readonly<Record<string, unknown>>;

export async function recordScene(scene: Scene): Promise<RecordedViews> {
  const env = await requiredEngine();
  const nonce = `-${randomBytes(4).toString('hex')}`;
  const dockerfile = scene.dockerfile ?? 'Dockerfile';
  const real = (files: Files): Files =>
    Object.fromEntries(
      Object.entries(files).map(([name, text]) => [name, text.replaceAll('@nonce@', nonce)]),
    );
  const folder = folderWith(real(scene.files));
  const server = await startServer({
    folders: [folder],
    trusted: true,
    env: { ...textsOf(env), TZ: 'UTC' },
  });
  await server.until('settings', () => server.received(METHODS.forecastChanged).length > 0);
  const uri = uriOf(path.join(folder, dockerfile));
  let nBuilds = 0;
  const views = await scene.record({
    folder,
    write: async (files) => {
      addFiles(folder, real(files));
      const changes = Object.keys(files).map((name) => ({
        uri: uriOf(path.join(folder, name)),
        type: 2,
      }));
      await server.notify('workspace/didChangeWatchedFiles', { changes });
    },
    edit: (file, text) => server.open(path.join(folder, file), text.replaceAll('@nonce@', nonce)),
    close: (file) => server.close(path.join(folder, file)),
    git: (...args) => runGit(folder, args),
    build: async (options = {}) => {
      const result = await server.request<BuildResult>(METHODS.build, {
        uri,
        // The package index is on the machine itself.
        options: { network: 'host', ...options },
        buildId: String(++nBuilds),
      });
      if (result.problem) throw new Error(result.problem.message);
      return result;
    },
    progress: () =>
      (server.received(METHODS.buildProgress) as readonly BuildProgress[]).filter(
        ({ buildId }) => buildId === String(nBuilds),
      ),
    timings: () => server.request<TimingsView>(METHODS.timings, { uri } satisfies TimingsParams),
    forecast: (params = {}) => server.request(METHODS.forecast, { uri, ...params }),
  });
  const { state } = server;
  return makeAlike(views, { nonce, folder, state, builds: recordedIds(state) });
}

function textsOf(env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** Oldest first. */
function recordedIds(state: string): readonly string[] {
  let text: string;
  try {
    text = readFileSync(path.join(state, 'history.jsonl'), 'utf8');
  } catch {
    // Nothing was built.
    return [];
  }
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { readonly id: string }).id);
}

function runGit(folder: string, args: readonly string[]): void {
  const identity = ['-c', 'user.name=me', '-c', 'user.email=me@example'];
  execFileSync('git', [...identity, ...args], { cwd: folder, stdio: 'ignore' });
}
