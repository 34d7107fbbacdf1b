/** The Dockerfiles of the benchmark are like those of public repositories, in all that `check` spends its time on. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildModel } from '../../server/core/build-model/build-model.ts';
import { argumentsOf } from '../../server/core/build-model/command-state.ts';
import { matchManager } from '../../server/core/package-managers/index.ts';
import { writeDockerfiles } from '../bench/check/dockerfiles.ts';
import { folderWith, removeFolders } from './support/folders.ts';

/** Of 772 Dockerfiles in 66 public repositories: what one has of each on average. */
const OF_REAL_FILES: Readonly<Record<string, number>> = {
  bytes: 1986,
  instructions: 17.7,
  from: 1.8,
  run: 5.1,
  copy: 3.2,
  env: 2.3,
  arg: 2.3,
  'lines of comments': 10,
  'names declared before its RUNs': 15.8,
  'RUN with a heredoc': 0.1,
  'files with a heredoc': 0.045,
  'bytes of RUN': 805,
  'commands of RUN': 15.6,
  'installs of apt': 1.73,
  'installs of pip': 1.25,
  'installs of uv': 0.54,
  'installs of npm': 0.13,
  'installs of go': 0.12,
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
      add('lines of comments', text.split('\n').filter((line) => /^\s*#/.test(line)).length);
      add('instructions', commands.length);
      let declared = new Set<string>();
      let heredocs = 0;
      for (const command of commands) {
        add(command.kind, 1);
        if (command.kind === 'from') declared = new Set();
        if (command.kind === 'env' || command.kind === 'arg')
          for (const { key } of command.pairs) declared.add(key.raw);
        if (command.kind !== 'run') continue;
        add('names declared before its RUNs', declared.size);
        if (command.heredocs.length > 0) heredocs++;
      }
      add('RUN with a heredoc', heredocs);
      add('files with a heredoc', Math.min(heredocs, 1));
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
      assert.ok(own > real * 0.75 && own < real * 1.3, says);
    }
  });
});
