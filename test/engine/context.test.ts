/** The reader of contexts against BuildKit's own client: what `COPY . .` brings, exported again by the engine. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { parseIgnoreFile, ignoreMatcher } from '../../server/core/syntax/dockerignore/index.ts';
import { readContext } from '../../server/node/context/index.ts';
import { buildArguments, probeDocker, runBuild } from '../../server/node/docker/index.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';

afterEach(removeFolders);

async function read(root: string, ignoreText: string) {
  const ignore = ignoreMatcher(parseIgnoreFile(ignoreText).value);
  const { entries } = await readContext({ root, needs: { paths: [''] }, ignore });
  return [...entries]
    .filter(([path]) => path !== '')
    .map(([path, { kind, mode, digest, target }]) => ({ path, kind, mode, digest, target }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

describe('a context as the engine gets it', function () {
  this.timeout(60_000);

  for (const [name, ignoreText] of [
    ['nothing ignored', ''],
    ['folders ignored', 'a\n**/*.log\n'],
    ['files taken back in', '*\n!a/keep\n!b\nb/*.log\n!Dockerfile\n'],
    ['a file deep below taken back in', '**\n!a/deep/er/x.txt\n'],
  ] as const) {
    it(`has the entries that we read: ${name}`, async () => {
      const context = folderWith({
        Dockerfile: 'FROM scratch\nCOPY . /\n',
        '.dockerignore': ignoreText,
        'a/keep/one.txt': '1',
        'a/keep/two.log': '2',
        'a/deep/er/x.txt': 'x',
        'a/deep/er/y.txt': 'y',
        'b/run.sh': '#!/bin/sh',
        'b/b.log': 'log',
        'c/empty/': '',
      });
      chmodSync(join(context, 'b/run.sh'), 0o750);
      chmodSync(join(context, 'a/keep'), 0o700);
      chmodSync(join(context, 'c/empty'), 0o1777);
      symlinkSync('a/keep/one.txt', join(context, 'link'));
      symlinkSync('nowhere', join(context, 'b/dangling'));
      linkSync(join(context, 'b/run.sh'), join(context, 'b/hard'));
      execFileSync('mkfifo', [join(context, 'b/pipe')]);
      const probed = await probeDocker({ trusted: true, dockerPath: '', builder: '' });
      if (probed.kind === 'problem') assert.fail(probed.problem.message);
      const exported = folderWith();
      const result = await runBuild({
        docker: probed.docker,
        args: buildArguments({
          dockerfile: join(context, 'Dockerfile'),
          context,
          options: {},
          passedOn: [`--output=type=local,dest=${exported}`],
        }),
        cwd: context,
        onOutput: () => undefined,
      });
      assert.equal(result.error, null);
      assert.deepEqual(await read(context, ignoreText), await read(exported, ''));
    });
  }
});
