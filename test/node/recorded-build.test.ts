/** What is read back of a record in the history: whole ones, and those of earlier releases. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseBuildRecord } from '../../server/node/history/index.ts';
import { projectRoot } from '../support/paths.ts';
import { testRecord } from './support/records.ts';

describe('a recorded build', function () {
  // Processes and disks of a busy machine take their time.
  this.timeout(20_000);

  const step = {
    name: '[1/2] RUN x',
    stage: 'stage-0',
    start: 0,
    seconds: 1,
    cached: false,
    phases: [],
    packages: [],
  };
  const record = {
    version: 1,
    id: '1',
    key: testRecord('').key,
    options: { buildArgs: ['GIT_SHA'] },
    started: '2026-01-01T00:00:00Z',
    seconds: 2,
    outcome: 'succeeded',
    engine: { store: 'containerd', buildkit: '0.25.2' },
    snapshot: null,
    build: { name: 'x', started: '2026-01-01T00:00:00Z', seconds: 2, steps: [step] },
    steps: [
      {
        identity: 'stage-0 RUN x',
        name: '[1/2] RUN x',
        line: 2,
        observed: 'miss',
        seconds: 1,
        cacheMount: false,
        buildingSeconds: 0,
        downloadingSeconds: 0,
        fromCache: 0,
      },
    ],
    images: {
      busybox: {
        digest: 'sha256:0',
        env: ['PATH=/bin'],
        workdir: '/',
        user: '',
        shell: null,
        onbuild: [],
      },
    },
    forecast: null,
    score: null,
  };

  it('is read without its forecast where another release made that', () => {
    const read = parseBuildRecord({ ...record, forecast: { steps: [], totals: {} } });
    assert.equal(read?.forecast, null);
    assert.equal(read.seconds, record.seconds);
  });

  it('is read of earlier releases, with forecast and score', () => {
    const file = join(projectRoot, 'examples/recorded/blog/history.jsonl');
    const lines = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
    const read = lines.map((line) => parseBuildRecord(JSON.parse(line)));
    assert.deepEqual(
      read.map((one) => [one === null, one?.forecast === null, one?.score === null]),
      lines.map((_, index) => [false, index === 0, index === 0]),
    );
  });

  it('is read where it is whole', () => {
    // Steps of the log get the identity of the planned one, which releases before this one did not write.
    const steps = [{ ...step, id: 'stage-0 RUN x', line: 2 }];
    const whole = { ...record, build: { ...record.build, steps } };
    assert.deepEqual(parseBuildRecord(JSON.parse(JSON.stringify(record))), whole);
  });

  for (const [name, broken] of [
    ['a later version', { ...record, version: 2 }],
    ['no key', { ...record, key: undefined }],
    ['an unknown outcome', { ...record, outcome: 'maybe' }],
    ['a time that is no number', { ...record, seconds: null }],
    [
      'a step without a name',
      { ...record, build: { ...record.build, steps: [{ ...step, name: 1 }] } },
    ],
    ['an image that is none', { ...record, images: { a: 1 } }],
    ['a failure without its lines', { ...record, failure: { message: 'x' } }],
    ['a list', []],
  ] as const) {
    it(`is left out where it has ${name}`, () => {
      assert.equal(parseBuildRecord(JSON.parse(JSON.stringify(broken))), null);
    });
  }

  it('is left out where a time is too large for a number', () => {
    const text = JSON.stringify(record).replace('"seconds":', '"seconds":1e999,"was":');
    assert.equal(parseBuildRecord(JSON.parse(text)), null);
  });

  it('may have more fields than this release knows', () => {
    const later = { ...record, later: 1, key: { ...record.key, later: 1 } };
    assert.notEqual(parseBuildRecord(later), null);
  });

  it('is left out with any of its fields gone, or something else in it, and is never an error', () => {
    const places = placesIn(record);
    assert.ok(places.length > 30);
    for (const place of places)
      for (const other of [undefined, [[[]]], { a: Number.NaN }]) {
        const broken: unknown = JSON.parse(JSON.stringify(withOther(record, place, other)));
        const isOptional = OPTIONAL.has(place.filter((one) => !/^\d+$/.test(one)).join('.'));
        const read = parseBuildRecord(broken);
        // Of a forecast that does not fit, the rest counts.
        const isForecast = place[0] === 'forecast' || place[0] === 'score';
        const isKept = isForecast || (isOptional && other === undefined);
        assert.equal(read !== null, isKept, place.join('.'));
      }
  });
});

/** Fields that a record can do without, and items of lists and tables. */
const OPTIONAL: ReadonlySet<string> = new Set(['images.busybox']);

/** The way to each field, those inside of fields included; an item of a list cannot be taken out by itself. */
function placesIn(value: unknown): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const below = placesIn(inner).map((rest) => [name, ...rest]);
    return Array.isArray(value) ? below : [[name], ...below];
  });
}

function withOther(
  value: unknown,
  [name = '', ...rest]: readonly string[],
  other: unknown,
): unknown {
  // Only called with the way to a field that is there.
  const fields = value as Readonly<Record<string, unknown>>;
  const inner = rest.length === 0 ? other : withOther(fields[name], rest, other);
  if (!Array.isArray(value)) return { ...fields, [name]: inner };
  return value.map((item: unknown, index) => (String(index) === name ? inner : item));
}
