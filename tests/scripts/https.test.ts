import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import { createServer } from 'node:http';
import { Agent, get } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { readCertificate, serveHttps } from '@/scripts/https.mjs';
import { makeCertificate, type CertificateFiles } from '../fixtures/certificate';

let files: CertificateFiles;
beforeAll(async () => {
  files = await makeCertificate('localhost');
});
afterAll(() => files.remove());

const servers: { close(): unknown; closeAllConnections(): void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** The front before `app`; what asks it keeps its connection, as browsers do. */
async function fronted(
  app: Server,
): Promise<(path: string, headers?: Record<string, string>) => Promise<IncomingMessage>> {
  app.listen(0, '127.0.0.1');
  await once(app, 'listening');
  const certificate = await readCertificate(files.cert, files.key);
  if (!certificate) throw new Error('no certificate');
  const target = (app.address() as AddressInfo).port;
  const front = await serveHttps({ port: 0, host: '127.0.0.1', certificate, target });
  servers.push(app, front);
  const { port } = front.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false });
  return async (path, headers = {}) => {
    const [answer] = (await once(get({ host: '127.0.0.1', port, path, headers, agent }), 'response')) as [
      IncomingMessage,
    ];
    return answer;
  };
}

it('answers also where the app has just closed the connection that it kept, and keeps the browser’s', async () => {
  const seen = new WeakSet<Socket>();
  const ask = await fronted(
    createServer((request, response) => {
      // As a server does whose patience with an idle connection ends while the next request is on its way.
      if (seen.has(request.socket)) request.socket.destroy();
      seen.add(request.socket);
      response.end('here');
    }),
  );
  const sockets = new Set<Socket>();
  for (let i = 0; i < 3; i++) {
    const answer = await ask('/');
    sockets.add(answer.socket);
    expect([answer.statusCode, await text(answer)]).toEqual([200, 'here']);
  }
  expect(sockets.size).toBe(1);
});

it('tells the app who asked for what, over whatever the client claims', async () => {
  const ask = await fronted(createServer((request, response) => response.end(JSON.stringify(request.headers))));
  const claimed = {
    host: 'lens.test',
    'x-forwarded-host': 'evil.test',
    'x-forwarded-proto': 'ftp',
    'x-forwarded-for': '6.6.6.6',
  };
  expect(JSON.parse(await text(await ask('/', claimed)))).toMatchObject({
    'x-forwarded-host': 'lens.test',
    'x-forwarded-proto': 'https',
    'x-forwarded-for': '6.6.6.6, 127.0.0.1',
  });
});

it('breaks off an answer that the app breaks off, and adds nothing to it', async () => {
  const ask = await fronted(
    createServer((_, response) => {
      response.write('half', () => response.socket?.resetAndDestroy());
    }),
  );
  const answer = await ask('/');
  let received = '';
  answer.on('data', (chunk: Buffer) => (received += chunk.toString()));
  await expect(once(answer, 'end')).rejects.toThrow('aborted');
  expect('half').toContain(received);
});
