// A request's body as text, however it is compressed, and never more of it than allowed: read in pieces, given up at the first too many.

import { Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { Refusal } from './refusal';

interface BodyLimits {
  /** Bytes as sent. */
  readonly sent: number;
  /** Bytes as text. */
  readonly text: number;
}

const decoders: Readonly<Record<string, (() => Transform) | undefined>> = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** Reads the body as UTF-8. Throws Refusal 413 above a limit, 415 for another type or encoding, 400 where it does not decode. */
export async function readBody(request: Request, limits: BodyLimits): Promise<string> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new Refusal(415, 'type-unsupported', 'Send JSON: Content-Type must be application/json.');
  }
  const encoding = request.headers.get('content-encoding')?.trim().toLowerCase() || 'identity';
  const decoder = decoders[encoding];
  if (!decoder && encoding !== 'identity') {
    throw new Refusal(415, 'encoding-unsupported', 'Content-Encoding must be gzip, deflate or br, or absent.');
  }
  if (Number(request.headers.get('content-length') ?? 0) > limits.sent) throw tooLarge('as sent', limits.sent);
  if (!request.body) throw new Refusal(400, 'body-missing', 'The request has no body: send a publication as JSON.');

  const sent = Readable.from(bounded(request.body, limits.sent, 'as sent'));
  const text = decoder ? sent.pipe(decoder()) : sent;
  // An error upstream does not pass a pipe by itself.
  if (text !== sent) sent.on('error', (error) => text.destroy(error));
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of bounded(text, limits.text, 'as text')) chunks.push(Buffer.from(chunk));
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (thrown) {
    if (thrown instanceof Refusal) throw thrown;
    throw new Refusal(400, 'body-unreadable', `The body does not decode as ${encoding} UTF-8 text: send it again.`);
  } finally {
    sent.destroy();
    text.destroy();
  }
}

async function* bounded(chunks: AsyncIterable<Uint8Array>, limit: number, state: string): AsyncGenerator<Uint8Array> {
  let total = 0;
  for await (const chunk of chunks) {
    total += chunk.length;
    if (total > limit) throw tooLarge(state, limit);
    yield chunk;
  }
}

function tooLarge(state: string, limit: number): Refusal {
  const size = `${Math.round(limit / 2 ** 20)} MiB`;
  return new Refusal(
    413,
    'too-large',
    `This run is too large to publish: ${size} ${state} at most. Send its file instead.`,
  );
}
