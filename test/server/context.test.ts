/** What the Layer Forecast view is told of the files that a build sends. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CancellationTokenSource } from 'vscode-languageserver-protocol/node';
import type { ContextView, ForecastView } from '../../server/protocol/requests.ts';
import { startServer, stopServers, uriOf } from '../support/server/language-server.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';

const METHOD = 'layerForecast/context';

describe('the build context in the editor', () => {
  afterEach(async () => {
    await stopServers();
    removeFolders();
  });

  it('is that of the build of a forecast, and follows edits and files', async () => {
    const root = folderWith({
      'app/Dockerfile': 'FROM python:3.12 AS one\nCOPY a .\nFROM one\nCOPY b .\n',
      'app/a': '1',
      'app/b': '22',
      'app/c': '4444',
    });
    const uri = uriOf(join(root, 'app/Dockerfile'));
    const server = await startServer({ folders: [root] });
    const ask = (rest: object = {}): Promise<ContextView | null> =>
      server.request(METHOD, { uri, ...rest });
    const first = await ask();
    assert.equal(first?.headline, '3 bytes, 2 files; b 2 bytes, a 1 byte');
    assert.equal(first.report.dockerfile, 'app/Dockerfile');
    assert.equal(first.report.contexts[0]?.folder, 'app');

    const forecast = await server.request<ForecastView>('layerForecast/forecast', {
      uri,
      options: { target: 'one' },
    });
    assert.equal((await ask({ forecast: forecast.id }))?.amount, '1 byte, 1 file');

    await server.open(join(root, 'app/Dockerfile'), 'FROM python:3.12\nCOPY . .\n');
    assert.equal((await ask())?.report.sent.files, 4);
    writeFileSync(join(root, 'app/d'), '88888888');
    await server.notify('workspace/didChangeWatchedFiles', {
      changes: [{ uri: uriOf(join(root, 'app/d')), type: 1 }],
    });
    assert.equal((await ask())?.report.sent.files, 5);
  });

  it('is not known of a broken Dockerfile, nor of a file that no build reads', async () => {
    const root = folderWith({ Dockerfile: 'FROM python:3.12\nCOPY x\n', 'notes.txt': '' });
    const server = await startServer({ folders: [root] });
    for (const name of ['Dockerfile', 'notes.txt'])
      assert.equal(await server.request(METHOD, { uri: uriOf(join(root, name)) }), null);
  });

  it('is no longer asked for when it is cancelled', async () => {
    const root = folderWith({ Dockerfile: 'FROM python:3.12\nCOPY . .\n', a: '1' });
    const uri = uriOf(join(root, 'Dockerfile'));
    const server = await startServer({ folders: [root] });
    const cancellation = new CancellationTokenSource();
    const asked = server.request<ContextView | null>(METHOD, { uri }, cancellation.token);
    cancellation.cancel();
    assert.equal(await asked, null);
    assert.equal((await server.request<ContextView>(METHOD, { uri })).amount, '27 bytes, 2 files');
  });
});
