/** The views that tests and pictures show are still what the product says: some are recorded again and compared. */
import assert from 'node:assert/strict';
import { removeFolders } from '../node/support/folders.ts';
import { stopServers } from '../support/server/language-server.ts';
import { recordScene } from '../support/views/recorder.ts';
import { BLOG } from '../support/views/scenes/blog.ts';
import { FAILED } from '../support/views/scenes/failed.ts';
import { shapeOf } from '../support/views/shape.ts';
import { readFixture } from '../support/webview/view-page.ts';

describe('recorded views', function () {
  this.timeout(300_000);

  afterEach(async () => {
    await stopServers();
    removeFolders();
  });

  // Those with few builds; the others take minutes.
  for (const scene of [FAILED, BLOG]) {
    it(`of the scene "${scene.name}" are what the product says (npm run record-views -- ${scene.name})`, async () => {
      const views = await recordScene(scene);
      assert.deepEqual(Object.keys(views).toSorted(), scene.views.toSorted());
      for (const [name, view] of Object.entries(views))
        assert.deepEqual(shapeOf(view), shapeOf(readFixture(name)), name);
    });
  }
});
