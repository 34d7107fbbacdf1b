/** What the forecast's picture is made of: verdicts, chains, columns, folds, arrows, and the way of the arrow keys. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ForecastView } from '../../server/protocol/requests.ts';
import { chainOf, edgesOf } from '../../webview/src/forecast/chain.ts';
import {
  arrowAcross,
  arrowAround,
  arrowFromChange,
  columnsOf,
  foldLane,
  nextCell,
  type Cell,
} from '../../webview/src/forecast/layout.ts';
import {
  blocksOf,
  changesOf,
  firstToExplain,
  pictureOf,
  savedSeconds,
  type Picture,
} from '../../webview/src/forecast/model.ts';
import { readFixture } from '../support/webview/view-page.ts';
import { masked } from '../support/masked.ts';

function viewOf(name: string): ForecastView {
  return readFixture(name) as ForecastView;
}

function keyOf(picture: Picture, start: string): string {
  const block = blocksOf(picture).find((one) => one.text.startsWith(start));
  assert.ok(block, start);
  return block.key;
}

function textsOf(picture: Picture, keys: ReadonlySet<string>): readonly string[] {
  return blocksOf(picture)
    .filter((block) => keys.has(block.key))
    .map((block) => block.text.split(' ').slice(0, 2).join(' '));
}

describe('forecast picture', () => {
  it('gives every block a key of its own', () => {
    for (const name of ['forecast-api', 'forecast-monorepo', 'forecast-300']) {
      const keys = blocksOf(pictureOf(viewOf(name), false)).map((block) => block.key);
      assert.equal(new Set(keys).size, keys.length, name);
    }
  });

  it('explains the most expensive step first', () => {
    assert.equal(
      firstToExplain(pictureOf(viewOf('forecast-api'), false))?.text,
      'RUN pip install -r requirements.txt',
    );
    assert.equal(firstToExplain(pictureOf(viewOf('forecast-cached'), false)), null);
  });

  it('shows each change once, and nothing that only spreads one', () => {
    const changes = changesOf(pictureOf(viewOf('forecast-monorepo'), false));
    assert.deepEqual(
      changes.map((change) => change.text),
      [
        'requirements.txt line 4 changed: sqlalchemy',
        'The value of `ARG GIT_SHA` changed, and every later RUN of the stage sees it',
        'src/config.py line 1 changed',
        'This step is new',
      ],
    );
  });

  it('puts the fixed seconds in front while the fixes are shown', () => {
    const view = viewOf('forecast-api');
    const start = 'RUN pip install';
    const step = view.forecast.steps.find((one) => one.name.includes(start));
    const [before, after] = [step?.seconds?.median ?? 0, step?.withFixes?.seconds?.median ?? 0];
    assert.ok(after > 0 && after < before, 'the fix saves time');
    const asItIs = blocksOf(pictureOf(view, false)).find((one) => one.text.startsWith(start))!;
    const fixed = blocksOf(pictureOf(view, true)).find((one) => one.text.startsWith(start))!;
    assert.deepEqual(
      [asItIs.seconds?.median, asItIs.fixed?.seconds?.median, asItIs.asItIs],
      [before, after, null],
    );
    assert.deepEqual(
      [fixed.seconds?.median, fixed.fixed, fixed.asItIs?.seconds?.median],
      [after, null, before],
    );
    assert.equal(fixed.key, asItIs.key);
  });

  it('draws the lanes after the fixes where these change them', () => {
    const view = viewOf('forecast-api');
    const stages = [{ name: 'only', base: masked('python:3.12'), baseStage: null, blocks: [] }];
    const picture = pictureOf({ ...view, stagesWithFixes: stages }, true);
    assert.deepEqual(
      picture.lanes.map((lane) => lane.name),
      ['only'],
    );
  });

  it('knows what the fixes save, and says nothing where it does not', () => {
    const view = viewOf('forecast-api');
    const totals = [view.forecast.totals, view.withFixes!.totals];
    const [before = 0, after = 0] = totals.map(({ seconds }) => seconds?.median);
    assert.ok(after > 0 && after < before);
    assert.equal(savedSeconds(view), before - after);
    assert.equal(savedSeconds({ ...view, withFixes: null }), null);
    const unmeasured = { ...view.withFixes!.totals, seconds: null };
    assert.equal(
      savedSeconds({ ...view, withFixes: { ...view.withFixes!, totals: unmeasured } }),
      null,
    );
    const nothingLeft = { hit: 8, miss: 0, conditional: 0, seconds: null };
    assert.equal(
      savedSeconds({ ...view, withFixes: { ...view.withFixes!, totals: nothingLeft } }),
      view.forecast.totals.seconds?.median,
    );
  });
});

describe('chain from the change to a step', () => {
  it('follows the stage up to the step that the change hits', () => {
    const picture = pictureOf(viewOf('forecast-blog'), false);
    const chain = chainOf(picture, keyOf(picture, 'RUN pip'));
    assert.deepEqual(textsOf(picture, chain.blocks), ['COPY requirements.txt', 'RUN pip']);
    assert.equal(chain.edges.size, 0);
    assert.equal(chain.changes.size, 1);
  });

  it('crosses over to the stage that is copied from', () => {
    const picture = pictureOf(viewOf('forecast-api'), false);
    const chain = chainOf(picture, keyOf(picture, 'COPY src/'));
    assert.deepEqual(textsOf(picture, chain.blocks), [
      'COPY requirements.txt',
      'RUN pip',
      'COPY --from=builder',
      'COPY src/',
    ]);
    assert.equal(chain.edges.size, 1);
  });

  it('starts where a step has a change of its own', () => {
    const picture = pictureOf(viewOf('forecast-monorepo'), false);
    const chain = chainOf(picture, keyOf(picture, 'COPY pyproject'));
    assert.deepEqual(textsOf(picture, chain.blocks), ['COPY pyproject.toml']);
    assert.deepEqual([...chain.changes].length, 1);
  });

  it('is empty for a cached step, for no step and for one that is gone', () => {
    const picture = pictureOf(viewOf('forecast-api'), false);
    for (const key of [keyOf(picture, 'WORKDIR'), keyOf(picture, 'CMD'), null, 'gone']) {
      assert.equal(chainOf(picture, key).blocks.size, 0);
    }
  });

  it('draws an arrow for FROM a stage and for each stage that is copied from', () => {
    const edges = edgesOf(pictureOf(viewOf('forecast-monorepo'), false).lanes);
    const ends = edges.map((edge) => [edge.kind, edge.live]);
    assert.deepEqual(ends, [
      ['base', false],
      ['base', false],
      ['base', false],
      ['copy', true],
      ['copy', false],
    ]);
  });
});

describe('layout', () => {
  const lanes = pictureOf(viewOf('forecast-monorepo'), false).lanes;
  const names = (width: number): readonly (readonly string[])[] =>
    columnsOf(lanes, width).map((column) => column.map((lane) => lane.name));

  it('stands a lane right of what it builds on', () => {
    assert.deepEqual(names(2000), [['base', 'frontend'], ['build-tools'], ['wheels'], ['service']]);
  });

  it('puts the rest into the last column where the width ends', () => {
    assert.deepEqual(names(700), [
      ['base', 'frontend'],
      ['build-tools', 'wheels', 'service'],
    ]);
    assert.deepEqual(names(300), [['base', 'build-tools', 'wheels', 'frontend', 'service']]);
    assert.deepEqual(names(0), names(300));
  });

  it('folds long runs of cached steps, and unfolds them', () => {
    const lane = pictureOf(viewOf('forecast-300'), false).lanes[0]!;
    const folded = foldLane(lane, new Set());
    const fold = folded[1]!;
    assert.ok(fold.kind === 'fold');
    assert.equal(fold.blocks.length, 79);
    assert.equal(folded.length, 22);
    assert.equal(foldLane(lane, new Set([fold.key])).length, 100);
  });

  it('folds nothing in a short lane', () => {
    const lane = pictureOf(viewOf('forecast-cached'), false).lanes[0]!;
    assert.ok(foldLane(lane, new Set()).every((part) => part.kind === 'block'));
  });

  it('keeps every block, folded or not', () => {
    for (const lane of pictureOf(viewOf('forecast-300'), false).lanes) {
      const kept = foldLane(lane, new Set()).flatMap((part) =>
        part.kind === 'fold' ? part.blocks : [part.block],
      );
      assert.deepEqual(kept, lane.blocks);
    }
  });

  it('draws arrows from edge to edge', () => {
    const box = (
      left: number,
      top: number,
    ): { left: number; top: number; width: number; height: number } => ({
      left,
      top,
      width: 100,
      height: 20,
    });
    assert.match(arrowAcross(box(0, 0), box(144, 50)), /^M100,10C.*144,60$/);
    assert.match(arrowAcross(box(0, 0), box(300, 50)), /^M100,10H256C.*300,60$/);
    assert.match(arrowAround(box(20, 0), box(20, 50), 10), /^M20,10H16q.*H20$/);
    assert.match(arrowFromChange(box(0, 0), box(200, 90), 30, 10), /^M14,20V.*H200$/);
    assert.match(arrowFromChange(box(0, 0), box(24, 90), 30, 10), /^M14,20V94q0,6 6,6H24$/);
  });

  const cell = (key: string, column: number, top: number): Cell => ({
    key,
    column,
    box: { left: column * 100, top, width: 80, height: 20 },
  });
  const cells = [cell('a', 0, 0), cell('b', 0, 30), cell('c', 1, 5), cell('d', 1, 40)];
  for (const [from, direction, to] of [
    ['a', 'down', 'b'],
    ['b', 'down', 'b'],
    ['b', 'up', 'a'],
    ['a', 'right', 'c'],
    ['b', 'right', 'd'],
    ['d', 'left', 'b'],
    ['a', 'left', 'a'],
    ['a', 'last', 'b'],
    ['d', 'first', 'c'],
    ['gone', 'up', 'gone'],
  ] as const) {
    it(`${direction} from ${from} leads to ${to}`, () => {
      assert.equal(nextCell(cells, from, direction), to);
    });
  }

  it('holds every lane in exactly one column at any width', () => {
    fc.assert(
      fc.property(fc.integer({ min: -10, max: 4000 }), (width) => {
        const placed = columnsOf(lanes, width).flat();
        assert.equal(new Set(placed).size, lanes.length);
        assert.equal(placed.length, lanes.length);
      }),
    );
  });
});
