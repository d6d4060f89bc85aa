// A server of a test's own before the one under test: it can be taken away, and it can pretend to serve another build.

import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Front {
  /** Its origin, on localhost, so that it counts as secure. */
  readonly origin: string;
  /** From now on every answer is of the build of this name, in which the script at `renamed` has another name. */
  pretendBuild(name: string, renamed: string): void;
  /** Nobody listens any more: what a browser sees without a network. */
  close(): Promise<void>;
}

const BUILD_HEADER = 'x-lazylens-build';

interface Pretence {
  readonly build: string;
  readonly renamed: string;
}

const newName = ({ build, renamed }: Pretence): string => renamed.replace(/[^/]+$/, `of-${build}.js`);

export async function startFront(target: string): Promise<Front> {
  let pretended: Pretence | null = null;
  const server = createServer((incoming, outgoing) => {
    const headers: IncomingMessage['headers'] = { ...incoming.headers, 'accept-encoding': 'identity' };
    // Asked whether it changed, the server under test would answer for its own build.
    if (pretended !== null) {
      delete headers['if-none-match'];
      delete headers['if-modified-since'];
    }
    let path = incoming.url ?? '/';
    if (pretended && path === pretended.renamed) return void outgoing.writeHead(404).end();
    if (pretended && path === newName(pretended)) path = pretended.renamed;
    const onward = request(new URL(path, target), { method: incoming.method, headers });
    onward.on('response', (answer) => void handOn(path, answer, outgoing, pretended));
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    pretendBuild(build, renamed) {
      pretended = { build, renamed };
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
  pretended: Pretence | null,
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
  const told = path === '/sw.js' ? inNewWords(body.toString(), build, pretended) : body;
  delete headers['content-length'];
  delete headers['transfer-encoding'];
  outgoing.writeHead(answer.statusCode ?? 502, { ...headers, [BUILD_HEADER]: pretended.build });
  outgoing.end(told);
}

function inNewWords(script: string, build: string, pretended: Pretence): string {
  return script.replaceAll(build, pretended.build).replaceAll(pretended.renamed, newName(pretended));
}
