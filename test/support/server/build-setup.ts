/** A server with one Dockerfile, and a docker that answers what a test says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CancellationToken } from 'vscode-languageserver-protocol/node';
import type { BuildOptionsInput, BuildResult } from '../../../server/protocol/requests.ts';
import { folderWith } from '../../node/support/folders.ts';
import { fakeBuilder, type FakeBuilderOptions } from './fake-builder.ts';
import { startServer, uriOf, type ServerOptions, type TestServer } from './language-server.ts';

export const DOCKERFILE = 'FROM scratch\nCOPY a.txt /a\nRUN true\n';

export interface BuildSetup {
  readonly server: TestServer;
  readonly root: string;
  readonly calls: () => readonly string[];
  readonly build: (options?: BuildOptionsInput, token?: CancellationToken) => Promise<BuildResult>;
}

export async function setUpBuild(
  fake: FakeBuilderOptions,
  rest: Partial<ServerOptions> & { readonly text?: string } = {},
): Promise<BuildSetup> {
  const root = folderWith({ Dockerfile: rest.text ?? DOCKERFILE, 'a.txt': 'a\n' });
  const docker = fakeBuilder(fake);
  const server = await startServer({
    folders: [root],
    trusted: true,
    ...rest,
    settings: { dockerPath: docker.executable, ...rest.settings },
  });
  await server.until('settings', () => server.received('layerForecast/forecastChanged').length > 0);
  const calls = () => readFileSync(docker.calls, 'utf8').trim().split('\n');
  return {
    server,
    root,
    calls,
    build: (options = {}, token) =>
      server.request(
        'layerForecast/build',
        { uri: uriOf(join(root, 'Dockerfile')), options, buildId: 'b1' },
        token,
      ),
  };
}
