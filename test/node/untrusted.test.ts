/** A workspace that nobody trusts: everything that only reads works, and no program runs. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createWorkbench } from '../../server/node/workbench.ts';
import { putProgram } from './support/fake-docker.ts';
import { folderWith, removeFolders } from './support/folders.ts';

describe('an untrusted workspace', function () {
  this.timeout(20_000);
  after(removeFolders);

  it('is forecast, and not built, without a program', async () => {
    const root = folderWith({
      Dockerfile:
        'FROM python:3.12\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n',
      'requirements.txt': 'six==1.16.0\n',
      'state/': '',
    });
    const docker = putProgram(join(root, 'bin'), `touch ${root}/ran`);
    const before = process.env['LAYER_FORECAST_STATE'];
    process.env['LAYER_FORECAST_STATE'] = join(root, 'state');
    const workbench = createWorkbench({
      trusted: () => false,
      dockerPath: () => docker,
      historyLimit: () => 10,
    });
    if (before === undefined) delete process.env['LAYER_FORECAST_STATE'];
    else process.env['LAYER_FORECAST_STATE'] = before;
    const place = { dockerfile: join(root, 'Dockerfile'), context: root };
    const request = { place, base: root, options: {} };

    const { forecast } = await workbench.forecast({
      ...request,
      since: [{ kind: 'saved-files' }],
    });
    assert.equal(forecast?.totals.hit, 3);
    assert.equal((await workbench.build(request)).problem?.code, 'untrusted');
    assert.deepEqual(await workbench.builders(), []);
    assert.equal(existsSync(join(root, 'ran')), false);
  });
});
