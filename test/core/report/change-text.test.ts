/** What a forecast is of, in words. */
import assert from 'node:assert/strict';
import { changeText, type SupposedChange } from '../../../server/core/report/change-text.ts';

const file = 'requirements.txt';
const another: SupposedChange = { choice: { kind: 'file', file: 'src/app.py' }, isNew: false };
const requirement: SupposedChange = {
  choice: { kind: 'requirement', file, requirement: ' requests==2.33.0\n' },
  isNew: false,
};

describe('the words of a change', () => {
  const cases: readonly (readonly [string, readonly SupposedChange[], readonly string[]])[] = [
    ['files as they are', [], []],
    ['unsaved edit of Dockerfile', [], ['Dockerfile']],
    ['2 unsaved files', [], ['a', 'b']],
    ['requests==2.33.0 in requirements.txt', [requirement], []],
    ['requests==2.33.0 in a new requirements.txt', [{ ...requirement, isNew: true }], []],
    ['another src/app.py', [another], []],
    ['a new src/app.py', [{ ...another, isNew: true }], []],
    ['another src/app.py and unsaved edit of Dockerfile', [another], ['Dockerfile']],
    [
      'another src/app.py, requests==2.33.0 in requirements.txt and 2 unsaved files',
      [another, requirement],
      ['a', 'b'],
    ],
  ];
  for (const [says, supposed, unsaved] of cases) {
    it(says, () => assert.equal(changeText(supposed, unsaved), says));
  }
});
