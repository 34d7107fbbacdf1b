/** Settings take effect at once. */
import assert from 'node:assert/strict';
import {
  activated,
  closeAll,
  findingsOf,
  openFile,
  resetSettings,
  set,
  until,
  untilFindings,
} from './support.ts';

const FINDING = '1:4-1:15 warning missing-cache-mount';

describe('settings', () => {
  before(activated);
  afterEach(async () => {
    await resetSettings();
    await closeAll();
  });

  it('give a rule another severity, or switch it off', async () => {
    const text = 'FROM python:3.11\nRUN pip install flask\n';
    const { uri } = await openFile('settings/Dockerfile', text);
    await untilFindings(uri, [FINDING]);
    await set('rules', { 'missing-cache-mount': 'info' });
    await untilFindings(uri, [FINDING.replace('warning', 'information')]);
    await set('rules', { 'missing-cache-mount': 'off' });
    await untilFindings(uri, []);
    await resetSettings();
    await untilFindings(uri, [FINDING]);
  });

  it('show the syntax findings of dockerfile-utils, or do not', async () => {
    const text = 'FROM python:3.11\nCMD ["a"]\nCMD ["b"]\n';
    const { uri } = await openFile('settings/Dockerfile', text);
    const shown = (): boolean => findingsOf(uri).some((one) => one.endsWith('dockerfile-utils'));
    // No other extension here shows them.
    await until('findings of dockerfile-utils', shown);
    await set('syntaxLint', 'off');
    await until('no finding', () => !shown());
    await set('syntaxLint', 'on');
    await until('findings of dockerfile-utils', shown);
    assert.ok(findingsOf(uri).every((one) => one.startsWith('1:')));
  });
});
