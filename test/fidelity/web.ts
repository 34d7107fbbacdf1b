/** A web server for what ADD fetches: it answers with an ETag, and with 304 to whoever has that one already. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WebFiles } from '../support/forecast/scenarios.ts';

export interface Web {
  readonly address: string;
  readonly serve: (files: WebFiles) => void;
  readonly close: () => void;
}

export async function startWeb(): Promise<Web> {
  let files: WebFiles = {};
  const server = createServer((request, response) => {
    const file = files[request.url ?? ''];
    if (file === undefined) {
      response.writeHead(404).end();
      return;
    }
    const etag = `"${file.etag}"`;
    const isKnown = request.headers['if-none-match']?.includes(etag) ?? false;
    response.writeHead(isKnown ? 304 : 200, { etag, 'content-type': 'text/plain' });
    response.end(isKnown || request.method === 'HEAD' ? undefined : file.text);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    serve: (now) => {
      files = now;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
