/** Snapshots: what is in them, what is not, and that they come back from a file as they were. */
import assert from 'node:assert/strict';
import {
  createSnapshotCache,
  forecast,
  parseSnapshot,
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
