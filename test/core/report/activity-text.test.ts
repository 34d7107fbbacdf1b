/** What the language status item says. */
import assert from 'node:assert/strict';
import { activityText } from '../../../server/core/report/activity-text.ts';

const QUIET = { doing: [], read: null, builder: null };
const BUILDER = { name: 'default', buildkit: '0.25.2', problem: null };

describe('what the server is at', () => {
  it('is nothing at first', () => {
    assert.deepEqual(activityText(QUIET), { doing: null, known: [] });
  });

  it('is what began last', () => {
    assert.equal(activityText({ ...QUIET, doing: ['build', 'docker'] }).doing, 'Asking docker');
    assert.equal(activityText({ ...QUIET, doing: ['context'] }).doing, 'Reading the build context');
  });

  it('comes with what the last forecast rests on, and who builds', () => {
    const read = { files: 8120, bytes: 412_000_000 };
    assert.deepEqual(activityText({ ...QUIET, read, builder: BUILDER }).known, [
      'The last forecast rests on 412 MB, 8,120 files.',
      'Builder default, BuildKit 0.25.2.',
    ]);
  });

  it('says why no build can run, without credentials', () => {
    const problem = 'The daemon at tcp://me:secret@index.example does not answer.';
    const { known } = activityText({ ...QUIET, builder: { ...BUILDER, problem } });
    assert.deepEqual(known, ['The daemon at tcp://****@index.example does not answer.']);
  });

  it('says so where no file is read', () => {
    assert.deepEqual(activityText({ ...QUIET, read: { files: 0, bytes: 0 } }).known, [
      'The last forecast rests on no file of a build context.',
    ]);
  });
});
