// Values as text for a link: version, dot, JSON, deflated, in base64url. Knows bytes and limits, not what the values mean.

import type { z } from 'zod';
import { AppError } from '@/lib/errors';
import { firstIssue } from '@/lib/issues';

/** Longer than any program passes on: what is longer was not meant as a link. */
export const ENCODED_MAX_CHARACTERS = 1_000_000;

/** Mail programs, messengers and servers cut or refuse longer addresses: links are not made longer than this. */
export const LINK_MAX_CHARACTERS = 8000;

/** Of JSON. A link that unpacks to more was made to fill memory. */
export const DECODED_MAX_BYTES = 4 * 1024 * 1024;

/** What a kind of link holds: its name in messages, the version written here, and the schema of that version. */
export interface LinkFormat<T> {
  /** As in "the lesson in this link". */
  readonly what: string;
  readonly version: number;
  readonly schema: z.ZodType<T>;
}

/** `1.…`, the same text for the same value. Throws AppError `link-invalid` for a value that `decodeValue` would refuse. */
export async function encodeValue<T>(format: LinkFormat<T>, value: T): Promise<string> {
  const checked = format.schema.safeParse(value);
  if (!checked.success) throw refused(`This ${format.what} cannot be put into a link: ${firstIssue(checked.error)}.`);
  const bytes = new TextEncoder().encode(JSON.stringify(checked.data));
  if (bytes.length > DECODED_MAX_BYTES) throw refused(`This ${format.what} is too large for a link.`);
  return `${format.version}.${toBase64url(await deflate(bytes))}`;
}

/** The value of such a text. Throws AppError `link-invalid`, whatever the text is. */
export async function decodeValue<T>(format: LinkFormat<T>, text: string): Promise<T> {
  const { what, version, schema } = format;
  if (text.length > ENCODED_MAX_CHARACTERS) throw refused(`The ${what} in this link is far too long to be one.`);
  const [, prefix, payload = ''] = /^(\d{1,4})\.([\w-]+)$/.exec(text) ?? [];
  if (prefix === undefined) throw refused(damaged(what));
  if (Number(prefix) > version) {
    throw refused(
      `The ${what} in this link is of version ${prefix}, and this LazyLens reads up to ${version}: reload the page for a newer one.`,
    );
  }
  if (Number(prefix) !== version) throw refused(damaged(what));
  const json = await unpack(what, payload);
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw refused(`${damaged(what)} ${sentence(firstIssue(parsed.error))}`);
  return parsed.data;
}

async function unpack(what: string, payload: string): Promise<unknown> {
  let bytes: Uint8Array<ArrayBuffer> | null;
  try {
    bytes = await inflate(fromBase64url(payload), DECODED_MAX_BYTES);
  } catch (cause) {
    throw refused(damaged(what), cause);
  }
  if (!bytes) {
    throw refused(
      `The ${what} in this link unpacks to more than ${DECODED_MAX_BYTES / 1024 ** 2} MiB, so it is refused.`,
    );
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw refused(damaged(what), cause);
  }
}

async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

/** Null where more than `maxBytes` would come out; no more than that is ever held. Throws where the bytes are no such stream. */
async function inflate(bytes: Uint8Array<ArrayBuffer>, maxBytes: number): Promise<Uint8Array<ArrayBuffer> | null> {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > maxBytes) {
      await reader.cancel();
      return null;
    }
    chunks.push(value);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

function toBase64url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
}

function damaged(what: string): string {
  return `The ${what} in this link cannot be read: a part of the link may be missing. Copy all of it and open it again.`;
}

function sentence(issue: string): string {
  return `(${issue.replace(/\.$/, '')})`;
}

function refused(message: string, cause?: unknown): AppError {
  return new AppError('link-invalid', message, { cause });
}
