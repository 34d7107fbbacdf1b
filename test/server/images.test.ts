/** Findings while the user of a base image is asked for: they come at once, and again when more is known. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Diagnostic } from 'vscode-languageserver-protocol/node';
import { setUpBuild, type BuildSetup } from '../support/server/build-setup.ts';
import { stopServers } from '../support/server/language-server.ts';
import { removeFolders } from '../node/support/folders.ts';

const IMAGE = 'registry.example/team/base:1';
const TEXT = `FROM ${IMAGE}\nENV HOME=/home/app\nRUN pip install six\n`;
const INSPECTED = JSON.stringify({
  Id: 'sha256:1',
  Os: 'linux',
  Architecture: 'amd64',
  Config: { User: '1000' },
});
/** A docker that has the image, and does not let anybody look into it. */
const HAS_IMAGE = `case "$*" in "image inspect"*) printf '%s' '${INSPECTED}'; exit 0;; esac`;

function messageOf(findings: readonly Diagnostic[]): string {
  const message = findings[0]?.message;
  return typeof message === 'string' ? message : '';
}

interface Shown {
  readonly message: () => Promise<string>;
  readonly until: (text: string) => Promise<void>;
  readonly asked: () => boolean;
}

async function open(settings: Readonly<Record<string, unknown>>, trusted = true): Promise<Shown> {
  const setup: BuildSetup = await setUpBuild(
    { first: HAS_IMAGE },
    { text: TEXT, settings, trusted },
  );
  const file = join(setup.root, 'Dockerfile');
  await setup.server.open(file, TEXT);
  const message = async () => messageOf(await setup.server.diagnostics(file));
  return {
    message,
    asked: () => setup.calls().some((call) => call.startsWith('create')),
    until: async (text) => {
      for (let left = 200; left > 0; left--) {
        if ((await message()).includes(text)) return;
        await new Promise((done) => setTimeout(done, 50));
      }
      assert.fail(`never said: ${text}; but ${await message()}`);
    },
  };
}

describe('findings on an image that is not known by its name', function () {
  this.timeout(30_000);
  afterEach(async () => {
    await stopServers();
    removeFolders();
  });

  it('come again when docker has told its user', async () => {
    const { until, asked } = await open({});
    await until('target=/home/app/.cache/pip,uid=1000');
    assert.ok(asked());
  });

  it('stay as they are where nobody may be asked', async () => {
    for (const [settings, trusted] of [
      [{ askImages: 'off' }, true],
      [{ askImages: 'engine' }, false],
    ] as const) {
      const { message, asked } = await open(settings, trusted);
      assert.match(await message(), /target=\/home\/app\/\.cache\/pip`/);
      await new Promise((done) => setTimeout(done, 300));
      assert.match(await message(), /target=\/home\/app\/\.cache\/pip`/);
      assert.ok(!asked());
    }
  });
});
