/**
 * Every rule over its fixture folder: `Dockerfile` goes in, `expected.txt` shows the findings, `fixed.Dockerfile` is
 * what the safe fixes make of it, `reviewed.Dockerfile` what all fixes make of it where that differs. `images.json`
 * tells what is known of base images, `neighbours.json` what other Dockerfiles of the project hold,
 * `build.json` how the file is built and what its context does not have. `UPDATE_FIXTURES=1` writes what comes out.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { analyze } from '../../support/analyze.ts';
import { fixAll } from '../../../server/core/lint/fix-all.ts';
import type { SeenImage, SeenImages } from '../../../server/core/images/image-facts.ts';
import type { BaseImage, ImageLookup } from '../../../server/core/images/model.ts';
import type { PlanStep } from '../../../server/core/plan/model.ts';
import { planBuild } from '../../../server/core/plan/index.ts';
import type { CacheUser, Change } from '../../../server/core/lint/model.ts';
import { cacheUsers, strangers } from '../../../server/core/lint/caches/cache-users.ts';
import type { BuildFiles, SourceFault } from '../../../server/core/invocations/index.ts';
import { RULES } from '../../../server/core/lint/registry.ts';
import { parseDockerfile } from '../../../server/core/syntax/dockerfile/index.ts';
import { ownEdits } from '../../../server/core/lint/places.ts';
import { applyEdits } from '../../../server/core/text/edits.ts';
import { renderFindings } from '../../support/render-findings.ts';
import { buildModel } from '../../../server/core/build-model/build-model.ts';
import type { RuleContext } from '../../../server/core/lint/lint.ts';
import type { BuildModel } from '../../../server/core/build-model/model.ts';

const ROOT = new URL('../../fixtures/rules/', import.meta.url);
const UPDATE = process.env['UPDATE_FIXTURES'] === '1';

for (const rule of RULES) {
  const folder = new URL(`${rule.id}/`, ROOT);
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  describe(`rule ${rule.id}`, () => {
    it('has fixtures', () => assert.ok(names.length > 0));
    for (const name of names) it(name, () => checkCase(new URL(`${name}/`, folder)));
  });

  function checkCase(place: URL): void {
    const text = readFileSync(new URL('Dockerfile', place), 'utf8');
    const images = readImages(place);
    const input = {
      images,
      neighbours: readNeighbours(place),
      build: readBuild(place),
      // One that is about findings needs those of the others.
      rules: rule.readsFindings === true ? RULES : [rule],
    };
    const analysis = analyze({ ...input, text });
    assert.deepEqual(analysis.failures, []);
    expectFile(
      new URL('expected.txt', place),
      renderFindings(text, analysis.findings, readTexts(place)),
    );

    for (const { message } of analysis.findings.filter((one) => one.rule === rule.id))
      assert.ok(message.length <= 200, message);
    for (const fix of analysis.findings.flatMap((one) => one.fixes)) {
      const after = analyze({ ...input, text: applyEdits(text, ownEdits(fix.edits)) });
      assert.ok(
        after.findings.length < analysis.findings.length,
        `it fixes something: ${fix.title}`,
      );
    }

    const fixed = fixAll(text, input);
    expectFile(new URL('fixed.Dockerfile', place), fixed.text === text ? null : fixed.text);
    const reviewed = fixAll(text, { ...input, unsafe: true });
    const differs = reviewed.text !== fixed.text;
    expectFile(new URL('reviewed.Dockerfile', place), differs ? reviewed.text : null);

    const safeLeft = fixed.findings.flatMap((one) => one.fixes).filter(isSafe);
    assert.deepEqual(safeLeft, [], 'safe fixes come to an end');
    assert.deepEqual(
      reviewed.findings.flatMap((one) => one.fixes),
      [],
      'all fixes come to an end',
    );
    for (const result of [fixed.text, reviewed.text])
      assert.deepEqual(syntaxErrors(result, input), syntaxErrors(text, input), 'it still parses');
    assert.ok(fixed.isSettled && reviewed.isSettled, 'its fixes come to an end');
    assert.deepEqual(
      planWithoutMounts(fixed.text, images),
      planWithoutMounts(text, images),
      'a safe fix changes mounts and texts of steps, nothing else',
    );
    // All fixtures of a rule about findings have fixes of others, too.
    if (rule.readsFindings === true) return;
    for (const fix of analysis.findings.flatMap((one) => one.fixes)) {
      assert.match(fix.id, /^[a-z]+(-[a-z]+)*$/);
      const changed = changesBetween(text, applyEdits(text, ownEdits(fix.edits)));
      assert.deepEqual(
        changed.filter((one) => !rule.changes.includes(one)),
        [],
        `it changes only what the rule says: ${fix.title}`,
      );
    }
  }
}

function isSafe(fix: { readonly safety: string }): boolean {
  return fix.safety === 'safe';
}

/** Without `files` nobody looked into the image. */
type ImageEntry = Partial<BaseImage> & { readonly files?: Readonly<Record<string, string>> };

function readImages(place: URL): SeenImages {
  const file = new URL('images.json', place);
  if (!existsSync(file)) return () => null;
  // The fixture's own file.
  const images = JSON.parse(readFileSync(file, 'utf8')) as Record<string, ImageEntry>;
  return (reference) => {
    const entry = images[reference];
    return entry === undefined ? null : seenImage(entry);
  };
}

/** Texts of other Dockerfiles by their names. */
function readTexts(place: URL): Readonly<Record<string, string>> {
  const file = new URL('neighbours.json', place);
  if (!existsSync(file)) return {};
  // The fixture's own file.
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
}

function readNeighbours(place: URL): readonly CacheUser[] {
  return Object.entries(readTexts(place)).flatMap(([name, text]) =>
    strangers(cacheUsers(buildModel({ text })), name),
  );
}

/** How the file is built, and what the context does not have. */
function readBuild(place: URL): BuildFiles | null {
  const file = new URL('build.json', place);
  if (!existsSync(file)) return null;
  // The fixture's own file.
  const build = JSON.parse(readFileSync(file, 'utf8')) as Omit<BuildFiles, 'sources'> & {
    readonly sources: Readonly<Record<string, SourceFault>>;
  };
  return { ...build, sources: new Map(Object.entries(build.sources)) };
}

function seenImage({ files, ...config }: ImageEntry): SeenImage {
  const nothing = { digest: null, env: [], workdir: '/', user: '', shell: null, onbuild: [] };
  return {
    image: { ...nothing, source: 'engine', ...config },
    files: files === undefined ? null : new Map(Object.entries(files)),
  };
}

function expectFile(file: URL, content: string | null): void {
  if (UPDATE) {
    if (content === null) rmSync(file, { force: true });
    else writeFileSync(file, content);
    return;
  }
  const expected = existsSync(file) ? readFileSync(file, 'utf8') : null;
  assert.equal(content, expected);
}

function syntaxErrors(text: string, input: Omit<RuleContext, 'text'>): readonly string[] {
  const { findings } = analyze({ ...input, text });
  return findings.filter((one) => one.rule === 'syntax').map((one) => one.message);
}

/** What differs between two Dockerfiles for BuildKit; comments are nothing to it. */
function changesBetween(before: string, after: string): readonly Change[] {
  const [a, b] = [before, after].map((text) => buildModel({ text }));
  assert.ok(a && b);
  const words = (model: BuildModel): readonly string[] =>
    model.dockerfile.instructions.map(({ keyword }) => keyword.toUpperCase());
  const changes = new Set<Change>();
  const directives = (model: BuildModel): unknown =>
    model.dockerfile.directives.map(({ name, value }) => [name, value]);
  if (!isEqual(directives(a), directives(b))) changes.add('text');
  // Steps that came or went cannot be compared one by one.
  if (!isEqual(words(a), words(b))) return ['order'];
  for (const [at, command] of a.commands.entries()) {
    const other = b.commands[at];
    const [one, two] = [a, b].map((model) => model.dockerfile.instructions[at]);
    if (
      !isEqual(
        one?.flags.map(({ name, value }) => [name, value]),
        two?.flags.map(({ name, value }) => [name, value]),
      )
    )
      changes.add(command.kind === 'run' ? 'mounts' : 'context');
    if (one?.body.text === two?.body.text) continue;
    changes.add(other?.kind === 'copy' || other?.kind === 'add' ? 'context' : 'text');
  }
  return [...changes];
}

function isEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function planWithoutMounts(text: string, seen: SeenImages): readonly unknown[] {
  const options = { buildArgs: {}, buildContexts: {} };
  const engine = { store: 'containerd', buildkit: '0.25.0' } as const;
  const images: ImageLookup = (reference, platform) => seen(reference, platform)?.image ?? null;
  return planBuild(parseDockerfile(text).value, options, engine, images).steps.map(stepFacts);
}

function stepFacts(step: PlanStep): unknown {
  const parts = step.parts
    .filter((part) => part.kind !== 'mount' && part.kind !== 'text')
    .map(({ kind, name, value }) => `${kind} ${name} ${value}`);
  return { keyword: step.keyword, stage: step.stage, parts };
}
