/**
 * Every step's name as the plan has it, held against what a real build prints: `fixtures/plan/names`. Each build has
 * images of names of its own, because a builder that runs two builds at a time shows what they share by one name.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { imageReferences, planBuild } from '../../server/core/plan/index.ts';
import type { ImageLookup } from '../../server/core/images/model.ts';
import type { BuildOptions, Engine } from '../../server/core/plan/model.ts';
import { parseDockerfile } from '../../server/core/syntax/dockerfile/index.ts';
import { parseImage } from '../../server/node/docker/images.ts';
import {
  build,
  docker,
  engineVersions,
  removeContexts,
  requiredEngine,
  uniqueContext,
} from '../support/engine.ts';
import { projectRoot } from '../support/paths.ts';

const tags: string[] = [];

after(removeContexts);
after(async () => {
  if (tags.length > 0) await docker(['image', 'rm', ...tags]);
});

/** What the examples are built with. */
function optionsOf(example: string, nonce: string, store: Engine['store']): Partial<BuildOptions> {
  switch (example) {
    case 'arguments':
      return { buildArgs: { GIVEN: 'given' } };
    case 'several-platforms':
      // The older image store holds one platform; the names can be had all the same.
      return store === 'containerd'
        ? { platform: 'linux/amd64,linux/arm64' }
        : { buildArgs: { BUILDKIT_MULTI_PLATFORM: '1' } };
    case 'context-for-an-image':
      return { buildContexts: { 'busybox:not-there': `docker-image://busybox:${nonce}` } };
    default:
      return {};
  }
}

const fixtures = path.join(projectRoot, 'test/fixtures/plan/names');
const examples = readdirSync(fixtures).map((file) => path.basename(file, '.Dockerfile'));

describe('names of a real build', function () {
  this.timeout(120_000);

  for (const example of examples) {
    it(`are the planned ones: ${example.replaceAll('-', ' ')}`, async () => {
      const dockerfile = readFileSync(path.join(fixtures, `${example}.Dockerfile`), 'utf8');
      const { folder, nonce } = uniqueContext({ Dockerfile: dockerfile, a: 'a', b: 'b' });
      await tagImages(nonce);
      const { store } = await engineVersions(await requiredEngine());
      const options: BuildOptions = {
        buildArgs: {},
        buildContexts: {},
        network: 'none',
        ...optionsOf(example, nonce, store),
      };
      const built = await build(folder, buildArguments(options));
      assert.equal(built.exitCode, 0, built.log.slice(-600));
      const vertices = built.events.flatMap((event) => event.vertexes ?? []);
      const shown = new Set(vertices.map(({ name }) => name).filter((name) => !isInternal(name)));
      const planned = await plannedNames(dockerfile.replaceAll('@nonce@', nonce), options);
      assert.deepEqual([...shown].sort(), [...new Set(planned)].sort());
    });
  }
});

async function tagImages(nonce: string): Promise<void> {
  for (const [image, tag] of [
    ['busybox', `busybox:${nonce}`],
    ['python:3.12-slim', `python:${nonce}`],
  ] as const) {
    await docker(['tag', image, tag]);
    tags.push(tag);
  }
}

async function plannedNames(text: string, options: BuildOptions): Promise<readonly string[]> {
  const { store, docker: version } = await engineVersions(await requiredEngine());
  const engine: Engine = { store, buildkit: version.startsWith('28.') ? '0.25.2' : '0.26.0' };
  const dockerfile = parseDockerfile(text).value;
  const images = await localImages(imageReferences(dockerfile, options, engine));
  const plan = planBuild(dockerfile, options, engine, images);
  return plan.steps.filter((step) => step.vertex !== null).map((step) => step.name);
}

async function localImages(references: readonly string[]): Promise<ImageLookup> {
  const images = new Map<string, ReturnType<typeof parseImage>>();
  for (const reference of references) {
    const json = await docker(['image', 'inspect', '--format={{json .}}', reference]);
    images.set(reference, parseImage(json, reference));
  }
  return (reference) => images.get(reference)?.base ?? null;
}

function buildArguments(options: BuildOptions): readonly string[] {
  const pairs = (flag: string, record: Readonly<Record<string, string>>): readonly string[] =>
    Object.entries(record).map(([name, value]) => `--${flag}=${name}=${value}`);
  return [
    '--network=none',
    '--provenance=false',
    ...pairs('build-arg', options.buildArgs),
    ...pairs('build-context', options.buildContexts),
    ...(options.platform === undefined ? [] : [`--platform=${options.platform}`]),
  ];
}

/** BuildKit's own doings, which are no steps. */
function isInternal(name: string): boolean {
  return /^\[(?:\S+ )?internal\] |^\[context [^\]]*\] load |^(?:ex|im)porting /.test(name);
}
