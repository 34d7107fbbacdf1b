/** Snapshots: what is in them, what is not, and that they come back from a file as they were. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  createSnapshotCache,
  forecast,
  parseSnapshot,
  patchedMap,
  takeSnapshot,
  writeSnapshot,
  type ContextEntry,
} from '../../../server/core/forecast/index.ts';
import {
  CURRENT,
  forecastOf,
  snapshotOf,
  verdicts,
  type Given,
} from '../../support/forecast/forecasting.ts';
import { digest } from '../../support/forecast/scenarios.ts';
import { planBuild } from '../../../server/core/plan/index.ts';
import { parseDockerfile } from '../../../server/core/syntax/dockerfile/index.ts';

const GIVEN: Given = {
  dockerfile: `FROM a AS b
ARG TOKEN
ENV PASSWORD=env-secret OTHER=$TOKEN
RUN --mount=type=secret,id=s make $TOKEN
LABEL key=$TOKEN
FROM a
COPY --from=b /x /x
COPY . /app-$TOKEN
WORKDIR /w-$TOKEN
RUN pip install -i https://me:url-secret@index.example/ x
`,
  files: { 'app.py': 'print(1)\n', __proto__x: 'x', 'd/e/f': '' },
  options: { buildArgs: { TOKEN: 'arg-secret' } },
};

describe('snapshots', () => {
  it('hold no value of a variable, an argument or a credential', () => {
    const text = writeSnapshot(snapshotOf(GIVEN));
    for (const secret of ['arg-secret', 'env-secret', 'url-secret'])
      assert.ok(!text.includes(secret), `${secret} in ${text}`);
  });

  it('come back as they were', () => {
    const snapshot = snapshotOf(GIVEN);
    assert.deepEqual(parseSnapshot(writeSnapshot(snapshot)), snapshot);
  });

  it('forecast the same after a round trip', () => {
    const before = snapshotOf(GIVEN);
    const now = snapshotOf({ ...GIVEN, files: { ...GIVEN.files, 'app.py': 'print(2)\n' } });
    const read = parseSnapshot(writeSnapshot(before));
    assert.ok(read);
    assert.deepEqual(forecast([read], now, digest), forecast([before], now, digest));
  });

  it('read as null where they are not what they should be', () => {
    const good = writeSnapshot(snapshotOf(GIVEN));
    const broken = [
      '',
      'null',
      '[]',
      '{}',
      good.slice(0, -20),
      good.replace('"version":1', '"version":2'),
      good.replace('layer-forecast-snapshot', 'other'),
      good.replace('"inputs":[{"vertex":0', '"inputs":[{"vertex":99'),
      good.replace('"steps":[1]', '"steps":[999]'),
      good.replace('"content":{"2:1"', '"content":{"x":1,"2:1"'),
      good.replace(/"holes":\{.*?\]\}/, '"holes":{"1:0":[{"vertex":-1,"path":"/"}]}'),
      good.replace('"files":{', '"files":{"x":null,'),
    ];
    for (const text of broken) {
      assert.notEqual(text, good);
      assert.equal(parseSnapshot(text), null, text.slice(0, 80));
    }
  });

  it('take files of any name', () => {
    const context = {
      entries: new Map<string, ContextEntry>([
        ['__proto__', file('1')],
        ['constructor', file('1')],
      ]),
    };
    const changed = {
      entries: new Map<string, ContextEntry>([
        ['__proto__', file('2')],
        ['constructor', file('1')],
      ]),
    };
    const dockerfile = 'FROM a\nCOPY . .\n';
    const { steps } = forecastOf([{ dockerfile, context }], { dockerfile, context: changed });
    assert.deepEqual(
      steps[1]?.reasons.map(({ text }) => text),
      ['__proto__ changed'],
    );
    const snapshot = snapshotOf({ dockerfile, context });
    assert.deepEqual(parseSnapshot(writeSnapshot(snapshot)), snapshot);
  });

  it('are the same with and without a cache from the one before', () => {
    const plan = planBuild(
      parseDockerfile('FROM a\nCOPY . .\n').value,
      { buildArgs: {}, buildContexts: {} },
      CURRENT,
      () => null,
    );
    const entries = new Map<string, ContextEntry>([
      ['a/b', file('1')],
      ['a/c', file('1')],
      ['d/e', file('1')],
    ]);
    const changed = new Map(entries).set('a/c', file('2'));
    const cache = createSnapshotCache(digest);
    const take = (map: ReadonlyMap<string, ContextEntry>, shared: boolean): unknown => {
      const contexts = new Map([['context', { entries: map }]]);
      return shared
        ? takeSnapshot(plan, contexts, digest, cache)
        : takeSnapshot(plan, contexts, digest);
    };
    for (const map of [entries, changed, entries])
      assert.deepEqual(take(map, true), take(map, false));
  });

  it('are the same of entries with changes laid over them as of a copy', () => {
    const folder: ContextEntry = { kind: 'dir', mode: 0o755, size: 0 };
    const link: ContextEntry = { kind: 'symlink', mode: 0o777, size: 0, target: 'd/a' };
    const base = new Map<string, ContextEntry>([
      ['', folder],
      ['d', folder],
      ['d/a', file('1')],
      ['d/e', folder],
      ['d/e/b', file('1')],
      // A folder that the reader had no reason to name.
      ['g/h/c', file('1')],
      ['link', link],
    ]);
    const paths = ['a', 'd/a', 'd/c', 'd/e/b', 'd/e/x', 'd/e', 'g', 'g/h', 'g/h/c', 'link', 'n/x'];
    const entry = fc.constantFrom(file('1'), file('2'), folder, link, null);
    const dockerfile = fc.constantFrom(
      'FROM a\nCOPY . .\n',
      'FROM a\nCOPY d link /x/\n',
      'FROM a\nCOPY --exclude=**/b d/* g /x/\nCOPY link/ /y/\nCOPY d/c /z\n',
    );
    fc.assert(
      fc.property(
        dockerfile,
        fc.array(fc.array(fc.tuple(fc.constantFrom(...paths), entry), { maxLength: 3 })),
        (text, rounds) => {
          const plan = planBuild(
            parseDockerfile(text).value,
            { buildArgs: {}, buildContexts: {} },
            CURRENT,
            () => null,
          );
          const cache = createSnapshotCache(digest);
          const take = (entries: ReadonlyMap<string, ContextEntry>, shared = cache) => {
            const { files, ...rest } = takeSnapshot(
              plan,
              new Map([['context', { entries }]]),
              digest,
              shared,
            );
            return { ...rest, files: [...(files['context'] ?? [])].sort() };
          };
          let map: ReadonlyMap<string, ContextEntry> = base;
          for (const round of rounds) {
            const next = patchedMap(map, new Map(round));
            if (isTree(next)) map = next;
            assert.deepEqual(take(map), take(new Map(map), createSnapshotCache(digest)));
          }
        },
      ),
    );
  });

  it('do not depend on the order in which files were found', () => {
    const one = new Map<string, ContextEntry>([
      ['a/b', file('1')],
      ['c', file('1')],
    ]);
    const other = new Map([...one].reverse());
    const dockerfile = 'FROM a\nCOPY . .\n';
    assert.equal(
      verdicts([{ dockerfile, context: { entries: one } }], {
        dockerfile,
        context: { entries: other },
      }),
      'HH',
    );
  });
});

function file(text: string): ContextEntry {
  return { kind: 'file', mode: 0o644, size: 1, digest: text };
}

/** As a disk has it: only folders have something in them. */
function isTree(entries: ReadonlyMap<string, ContextEntry>): boolean {
  return [...entries.keys()].every((path) =>
    [...path.matchAll(/\//g)].every(({ index }) => {
      const above = entries.get(path.slice(0, index));
      return above === undefined || above.kind === 'dir';
    }),
  );
}
