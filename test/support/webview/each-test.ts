/** One browser for a suite, and a new view in it for each of its tests. */
import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { ViewName } from './bundle.ts';
import { openBrowser, openView, type ViewPage } from './view-page.ts';

/**
 * To be called in a `describe`: hands `use` the view before each test, and after it fails a test whose view broke the
 * content policy, threw an error or asked for an address.
 */
export function openForEachTest(
  view: ViewName,
  use: (shown: ViewPage, browser: Browser) => void,
): void {
  let browser: Browser;
  let shown: ViewPage;

  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());
  beforeEach(async () => {
    shown = await openView(browser, view);
    use(shown, browser);
  });
  afterEach(async () => {
    assert.deepEqual(await shown.trouble(), []);
    await shown.close();
  });
}
