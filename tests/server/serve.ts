// A server of its own process for tests that kill it: our routes on Node's HTTP, settings from the environment.

import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { theDatabase } from '@/lib/server/database';
import { publish, read } from '@/lib/server/routes';
import { startServer } from '@/lib/server/start';

startServer();
createServer((request, response) => {
  const isPost = request.method === 'POST';
  const init = { method: request.method, headers: { 'Content-Type': 'application/json' }, duplex: 'half' };
  const asked = new Request(`http://lens${request.url}`, {
    ...init,
    ...(isPost ? { body: Readable.toWeb(request) } : {}),
  } as RequestInit);
  const id = request.url?.split('/').at(-1) ?? '';
  void (isPost ? publish(asked, theDatabase) : read(asked, id, theDatabase)).then(async (answer) => {
    response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()));
  });
}).listen(Number(process.env['PORT']), '127.0.0.1');
