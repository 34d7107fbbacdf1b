/** The Dockerfiles of the benchmark are like those of public repositories, in all that `check` spends its time on. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildModel } from '../../server/core/build-model/build-model.ts';
import { argumentsOf } from '../../server/core/build-model/command-state.ts';
import { matchManager } from '../../server/core/package-managers/index.ts';
import { writeDockerfiles } from '../bench/check/dockerfiles.ts';
import { folderWith, removeFolders } from './support/folders.ts';

/** Of 394 Dockerfiles in 55 public repositories: what one has of each on average. */
const OF_REAL_FILES: Readonly<Record<string, number>> = {
  bytes: 1730,
  instructions: 18.1,
  from: 2,
  run: 4.8,
  copy: 3.5,
  env: 2.6,
  arg: 1.9,
  'bytes of RUN': 640,
  'commands of RUN': 11.8,
  'installs of apt': 1.5,
  'installs of pip': 0.85,
  'installs of uv': 0.73,
  'installs of npm': 0.16,
  'installs of go': 0.11,
};

describe('the Dockerfiles of the benchmark', () => {
  afterEach(removeFolders);

  it('have about as much of everything as real ones', () => {
    const folder = folderWith();
    const files = writeDockerfiles(folder, 700);
    const counts = new Map<string, number>();
    const add = (what: string, count: number): void => {
      counts.set(what, (counts.get(what) ?? 0) + count / files.length);
    };
    for (const file of files) {
      const text = readFileSync(path.join(folder, file), 'utf8');
      const { commands, runs } = buildModel({ text });
      add('bytes', text.length);
      add('instructions', commands.length);
      for (const { kind } of commands) add(kind, 1);
      for (const run of runs) {
        add('bytes of RUN', run.instruction.body.text.length);
        add('commands of RUN', run.script.commands.length);
        for (const command of run.script.commands) {
          const call = matchManager(argumentsOf(run, command));
          if (call?.does === 'install') add(`installs of ${call.manager.id}`, 1);
        }
      }
    }
    for (const [what, real] of Object.entries(OF_REAL_FILES)) {
      const own = counts.get(what) ?? 0;
      const says = `${what}: ${own.toFixed(2)}, of real files ${String(real)}`;
      assert.ok(own > real * 0.75 && own < real * 1.35, says);
    }
  });
});
