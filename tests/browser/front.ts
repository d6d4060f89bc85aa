// A server of a test's own before the one under test: it can be taken away, and it can pretend to serve another build.

import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Front {
  /** Its origin, on localhost, so that it counts as secure. */
  readonly origin: string;
  /** From now on every answer is of the build of this name. */
  pretendBuild(name: string): void;
  /** Nobody listens any more: what a browser sees without a network. */
  close(): Promise<void>;
}

const BUILD_HEADER = 'x-lazylens-build';

export async function startFront(target: string): Promise<Front> {
  let pretended: string | null = null;
  const server = createServer((incoming, outgoing) => {
    const headers: IncomingMessage['headers'] = { ...incoming.headers, 'accept-encoding': 'identity' };
    // Asked whether it changed, the server under test would answer for its own build.
    if (pretended !== null) {
      delete headers['if-none-match'];
      delete headers['if-modified-since'];
    }
    const onward = request(new URL(incoming.url ?? '/', target), { method: incoming.method, headers });
    onward.on('response', (answer) => void handOn(incoming.url ?? '/', answer, outgoing, pretended));
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    pretendBuild(name) {
      pretended = name;
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function handOn(
  path: string,
  answer: IncomingMessage,
  outgoing: ServerResponse,
  pretended: string | null,
): Promise<void> {
  const headers = { ...answer.headers };
  const build = headers[BUILD_HEADER];
  if (pretended === null || typeof build !== 'string') {
    outgoing.writeHead(answer.statusCode ?? 502, headers);
    answer.pipe(outgoing);
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const told = path === '/sw.js' ? Buffer.from(body.toString().replaceAll(build, pretended)) : body;
  delete headers['content-length'];
  delete headers['transfer-encoding'];
  outgoing.writeHead(answer.statusCode ?? 502, { ...headers, [BUILD_HEADER]: pretended });
  outgoing.end(told);
}
