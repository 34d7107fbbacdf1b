/**
 * Base images that nobody knows by name, on a real engine: what a fix is before and after the image is known, and that
 * the fixed Dockerfile builds, with the second build served from the cache.
 */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { analyze } from '../support/analyze.ts';
import { fixAll } from '../../server/core/lint/fix-all.ts';
import type { RuleContext } from '../../server/core/lint/lint.ts';
import { createImageCache, findDocker } from '../../server/node/docker/index.ts';
import {
  createSeenImages,
  imagesToAskAbout,
  type AskImages,
} from '../../server/node/linting/seen-images.ts';
import { build, docker, removeContexts, requiredEngine, uniqueContext } from '../support/engine.ts';
import { buildTwice, INSTALL, LIST } from '../support/install-twice.ts';
import { buildModel } from '../../server/core/build-model/build-model.ts';

const tags: string[] = [];
const OWN_USER = 'RUN useradd --uid 4711 --gid 100 --create-home mine\nUSER mine\n';
/** Beside what the image has already: its index. */
const OWN_SETTINGS =
  'RUN mkdir -p /etc/xdg/pip && printf "[global]\\ncache-dir = /var/pip-cache\\n" > /etc/xdg/pip/pip.conf\n';
const CACHE_OFF =
  'RUN mkdir -p /etc/xdg/pip && printf "[global]\\nno-cache-dir = yes\\n" > /etc/xdg/pip/pip.conf\n';

interface Case {
  readonly name: string;
  /** Behind `FROM python:3.11-slim`. */
  readonly base: string;
  readonly lines: readonly string[];
  /** In the fix once the image is known. */
  readonly mount: RegExp;
}

const CASES: readonly Case[] = [
  {
    name: 'a user of its own',
    base: OWN_USER,
    lines: [`RUN ${INSTALL} --no-cache-dir --user -r requirements.txt`],
    mount: /target=\/home\/mine\/\.cache\/pip,uid=4711,gid=100/,
  },
  {
    name: 'a folder for the cache in its pip.conf',
    base: OWN_SETTINGS,
    lines: [`RUN ${INSTALL} --no-cache-dir -r requirements.txt`],
    mount: /target=\/var\/pip-cache /,
  },
  {
    name: 'a pip.conf that switches the cache off',
    base: CACHE_OFF,
    lines: [`RUN ${INSTALL} -r requirements.txt`],
    mount: /target=\/root\/\.cache\/pip .*--cache-dir=\/root\/\.cache\/pip/,
  },
  {
    name: 'nobody, whom the image has with another number',
    base: 'RUN usermod --uid 1234 --home /var/nobody nobody\n',
    lines: ['USER nobody', `RUN ${INSTALL} --target /tmp/site -r requirements.txt`],
    mount: /target=\/var\/nobody\/\.cache\/pip,uid=1234/,
  },
];

after(async () => {
  removeContexts();
  for (const tag of tags) await docker(['image', 'rm', '--force', tag]);
});

describe('base images on a real engine', function () {
  this.timeout(300_000);

  for (const { name, base, lines, mount } of CASES)
    it(name, async () => {
      const image = await madeImage(base);
      const text = [`FROM ${image}`, 'COPY requirements.txt .', ...lines, LIST].join('\n');
      const unknown = analyze({ text }).findings.flatMap((one) => one.fixes);
      assert.ok(unknown.every((fix) => fix.safety === 'review' && fix.title.includes('not known')));
      assert.equal(fixAll(text).text, text, 'nothing is safe before the image is known');

      const context = await contextOf(text, 'engine');
      const fixed = fixAll(text, context);
      assert.match(fixed.text, mount);
      assert.deepEqual(fixed.findings, []);
      const before = await buildTwice(text);
      assert.ok(!before.usedCache);
      const after = await buildTwice(fixed.text);
      assert.ok(after.usedCache, `${fixed.text}\n${after.output}`);
      assert.ok(before.files.length > 1000);
      assert.deepEqual(after.files, before.files, 'the image has the same files');
    });

  it('leaves no container and no volume behind', async () => {
    const image = await madeImage('VOLUME /data\n');
    const count = async () =>
      (await docker(['ps', '-aq'])) + (await docker(['volume', 'ls', '--quiet']));
    const before = await count();
    await contextOf(`FROM ${image}\nRUN pip install six\n`, 'engine');
    assert.equal(await count(), before);
  });

  it('says nothing of an image that the engine does not have', async () => {
    const text = 'FROM example/never-made:1\nRUN pip install six\n';
    assert.equal(fixAll(text, await contextOf(text, 'engine')).text, text);
  });
});

describe('a registry that has the image', function () {
  this.timeout(120_000);
  let registry: Registry;

  before(async () => {
    registry = await startRegistry();
  });
  after(() => registry.end());

  it('tells its user, and not its settings', async () => {
    const image = await madeImage(OWN_USER, `127.0.0.1:${String(registry.port)}/team/base:1`);
    await docker(['push', '--quiet', image]);
    await docker(['image', 'rm', '--force', image]);
    const text = `FROM ${image}\nENV HOME=/home/mine\nRUN pip install six\n`;
    assert.equal((await contextOf(text, 'engine')).images?.(image, ''), null);

    const context = await contextOf(text, 'registry');
    assert.equal(context.images?.(image, '')?.image.user, 'mine');
    const [stage] = buildModel({ ...context, text }).stages;
    assert.equal(stage?.image.knowledge, 'configured');
    assert.equal(stage.instructions.at(-1)?.user, 'mine');
    assert.equal(fixAll(text, context).text, text, 'its pip.conf is not known');
  });
});

async function madeImage(lines: string, name?: string): Promise<string> {
  const { folder, nonce } = uniqueContext({
    Dockerfile: `FROM python:3.11-slim\nLABEL nonce=@nonce@\n${lines}`,
  });
  const tag = name ?? `example/base-${nonce.toLowerCase()}:1`;
  const built = await build(folder, ['--load', '--tag', tag]);
  assert.equal(built.exitCode, 0, built.log);
  tags.push(tag);
  return tag;
}

async function contextOf(text: string, who: Exclude<AskImages, 'off'>): Promise<RuleContext> {
  const env = await requiredEngine();
  const surroundings = { env, platform: process.platform, home: os.homedir() };
  const found = findDocker({ trusted: true, dockerPath: '', surroundings });
  if (found.kind === 'problem') assert.fail(found.problem.message);
  const seen = createSeenImages({ cache: createImageCache(), records: () => Promise.resolve([]) });
  const references = imagesToAskAbout(buildModel({ text }).stages);
  assert.equal(references.length, 1);
  await seen.ask({ docker: found.docker, who, references });
  return seen.current();
}

interface Registry {
  readonly port: number;
  readonly end: () => void;
}

async function startRegistry(): Promise<Registry> {
  const port = await freePort();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'registry-'));
  const file = path.join(folder, 'registry.yml');
  writeFileSync(
    file,
    `version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: ${folder}/data}}\nhttp: {addr: "127.0.0.1:${String(port)}"}\n`,
  );
  const child: ChildProcess = spawn('docker-registry', ['serve', file], {
    env: await requiredEngine(),
    stdio: 'ignore',
  });
  const failed = new Promise<never>((_, reject) => child.once('error', reject));
  await Promise.race([failed, answers(port)]);
  return {
    port,
    end: () => {
      child.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answers(port: number): Promise<void> {
  for (let left = 100; left > 0; left--) {
    const response = await fetch(`http://127.0.0.1:${String(port)}/v2/`).catch(() => null);
    if (response?.ok === true) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error('The registry does not answer.');
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });
}
