// A request's body as text, however it is compressed, and never more of it than allowed: read in pieces, given up at the first too many.

import { Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { Refusal } from './refusal';

const decoders: Readonly<Record<string, (() => Transform) | undefined>> = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** A body as it was sent. */
export interface SentBody {
  readonly chunks: readonly Uint8Array[];
  readonly encoding: string;
}

/** Takes the body in, `limit` bytes of it at most. Throws Refusal 413 above that, 415 for another type or encoding, 400 without one. */
export async function receiveBody(request: Request, limit: number): Promise<SentBody> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new Refusal(415, 'type-unsupported', 'Send JSON: Content-Type must be application/json.');
  }
  const encoding = request.headers.get('content-encoding')?.trim().toLowerCase() || 'identity';
  if (encoding !== 'identity' && !Object.hasOwn(decoders, encoding)) {
    throw new Refusal(415, 'encoding-unsupported', 'Content-Encoding must be gzip, deflate or br, or absent.');
  }
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLarge('as sent', limit);
  if (!request.body) throw new Refusal(400, 'body-missing', 'The request has no body: send a publication as JSON.');
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of bounded(request.body, limit, 'as sent')) chunks.push(chunk);
    return { chunks, encoding };
  } catch (thrown) {
    throw thrown instanceof Refusal ? thrown : unreadable(encoding);
  }
}

/** The body as UTF-8, `limit` bytes of it at most. Throws Refusal 413 above that, 400 where it does not decode. */
export async function unpackBody({ chunks, encoding }: SentBody, limit: number): Promise<string> {
  const sent = Readable.from(chunks);
  const decoder = decoders[encoding];
  const text = decoder ? sent.pipe(decoder()) : sent;
  try {
    const unpacked: Uint8Array[] = [];
    for await (const chunk of bounded(text, limit, 'as text')) unpacked.push(chunk);
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(unpacked));
  } catch (thrown) {
    throw thrown instanceof Refusal ? thrown : unreadable(encoding);
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

function unreadable(encoding: string): Refusal {
  return new Refusal(400, 'body-unreadable', `The body does not decode as ${encoding} UTF-8 text: send it again.`);
}

function tooLarge(state: string, limit: number): Refusal {
  const size = `${Math.round(limit / 2 ** 20)} MiB`;
  return new Refusal(
    413,
    'too-large',
    `This run is too large to publish: ${size} ${state} at most. Send its file instead.`,
  );
}
