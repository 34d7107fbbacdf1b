/** The recorded views: each comes from a scene, and none says on which machine it was recorded. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { SCENES } from '../support/views/scenes/index.ts';
import { shapeOf } from '../support/views/shape.ts';
import { projectRoot } from '../support/paths.ts';

const FOLDER = path.join(projectRoot, 'test/fixtures/views');

/** What stands in a recorded text and is another on another machine, or at another time. */
const OF_A_MACHINE: readonly (readonly [string, RegExp])[] = [
  ['a temporary folder', /\/tmp\/|\/var\/folders\//],
  // Where pip has its cache inside an image is part of commands.
  ['a home folder', /\/root\/(?!\.cache\/(?:pip\b|…))|\/home\/(?!me\/)|\/Users\//],
  ['an address of this machine', /127\.0\.0\.1|localhost|\[::1\]/],
  ['a host that is not an example', /https?:\/\/(?!(?:[\w-]+\.)*example\/)/],
  ['an id', /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/],
  ['a nonce', /@nonce@/],
];

describe('recorded views', () => {
  const files = readdirSync(FOLDER).map((file) => path.basename(file, '.json'));

  it('are those of the scenes, each of one scene', () => {
    const views = SCENES.flatMap((scene) => scene.views);
    assert.deepEqual(views.toSorted(), files.toSorted());
  });

  for (const name of files) {
    it(`${name} says nothing of the machine it was recorded on`, () => {
      const text = readFileSync(path.join(FOLDER, `${name}.json`), 'utf8');
      for (const [what, pattern] of OF_A_MACHINE)
        assert.equal(pattern.exec(text)?.[0] ?? null, null, what);
      assert.ok(!text.includes(hostname()), 'the name of this machine');
    });
  }
});

describe('shape of a view', () => {
  const step = (changed: object = {}): unknown => ({
    steps: [
      { name: '[2/2] RUN true', seconds: 1, verdict: 'hit', text: 'about 2 min 3 s', ...changed },
    ],
  });

  it('is the same with other figures', () => {
    const other = { seconds: 2, text: 'about 12 s' };
    assert.deepEqual(shapeOf(step(other)), shapeOf(step()));
  });

  for (const [what, changed] of [
    ['verdict', { verdict: 'miss' }],
    ['sentence', { text: 'at least 2 s' }],
    ['name', { name: '[2/3] RUN true' }],
    ['key', { more: null }],
  ] as const) {
    it(`is another one with another ${what}`, () => {
      assert.notDeepEqual(shapeOf(step(changed)), shapeOf(step()));
    });
  }
});
