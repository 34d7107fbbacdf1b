/** What `docker buildx history` printed on a real engine, and what else a program may print, read. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { parseInspection, parseListing } from '../../../server/core/builder-history/index.ts';
import { projectRoot } from '../../support/paths.ts';

function recorded(name: string): string {
  return readFileSync(path.join(projectRoot, 'test/fixtures/builder-history', name), 'utf8');
}

describe('the list of builds that a builder remembers', () => {
  it('has the newest first, and says which still run', () => {
    const { builds, isUnreadable } = parseListing(recorded('listing.jsonl'));
    assert.equal(isUnreadable, false);
    assert.deepEqual(
      builds.map(({ name, isOver }) => [name, isOver]),
      [
        ['app/Dockerfile.slow', false],
        ['Dockerfile.failing', true],
        ['app/Dockerfile.failing', true],
        ['app', true],
        ['app/Dockerfile.slow', true],
        ['app/Dockerfile.failing', true],
        ['app (web)', true],
        ['p', true],
      ],
    );
    assert.deepEqual(
      builds.slice(6, 7).map(({ ref, id, started }) => [ref, id, started]),
      [
        [
          'default/default/6xpgu98hmki6ex7qgetpopb5y',
          '6xpgu98hmki6ex7qgetpopb5y',
          '2026-11-30T06:41:13.612746709Z',
        ],
      ],
    );
  });

  it('is empty where nothing was built, and unreadable where it is something else', () => {
    assert.deepEqual(parseListing(''), { builds: [], isUnreadable: false });
    assert.deepEqual(parseListing('Usage:  docker buildx history\n'), {
      builds: [],
      isUnreadable: true,
    });
  });

  it('takes no id that could be an option or a path', () => {
    for (const ref of ['default/default/--builder=evil', 'default/default/../../x', 'a/b/'])
      assert.deepEqual(
        parseListing(JSON.stringify({ ref, created_at: '2026-01-01T00:00:00Z' })).builds,
        [],
      );
  });
});

describe('what a builder says of a build', () => {
  it('names Dockerfile, context, target and arguments', () => {
    assert.deepEqual(parseInspection(recorded('succeeded.json')), {
      context: 'home/me/app',
      dockerfile: 'Dockerfile',
      target: 'web',
      platforms: [],
      network: 'host',
      buildArgs: {
        API_TOKEN: 's3cr3t-value',
        GREETING: 'hi',
        PIP_INDEX_URL: 'https://index.example/simple/',
      },
      started: '2026-11-30T06:41:13.612746709Z',
      seconds: 1.121455532,
      outcome: 'succeeded',
      error: null,
    });
  });

  it('says how it ended', () => {
    const failed = parseInspection(recorded('failed.json'));
    assert.equal(failed?.outcome, 'failed');
    assert.match(failed.error ?? '', /did not complete successfully: exit code: 3$/);
    const cancelled = parseInspection(recorded('cancelled.json'));
    assert.deepEqual([cancelled?.outcome, cancelled?.error], ['cancelled', null]);
  });

  it('tells of a Dockerfile from the standard input, of several platforms, and of another client', () => {
    assert.equal(parseInspection(recorded('standard-input.json'))?.dockerfile, '-');
    assert.deepEqual(parseInspection(recorded('several-platforms.json'))?.platforms, [
      'linux/amd64',
      'linux/arm64',
    ]);
    assert.equal(parseInspection(recorded('of-another-client.json'))?.context, null);
  });

  it('is nothing while the build runs, and where it is something else', () => {
    const value = JSON.parse(recorded('failed.json')) as object;
    const changed = (more: object) => parseInspection(JSON.stringify({ ...value, ...more }));
    assert.equal(changed({ Status: 'running' }), null);
    assert.equal(changed({ StartedAt: 'yesterday' }), null);
    assert.equal(changed({ Duration: '1' }), null);
    assert.deepEqual(changed({ BuildArgs: [1, { Name: 2 }, { Value: 'x' }] })?.buildArgs, {});
    assert.equal(parseInspection('ERROR: no record found for ref "x"\n'), null);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        parseInspection(text);
        parseListing(text);
      }),
    );
  });
});
