// A place that files of models are fetched from: a repository of the Hub at one commit, or a folder on any server. Knows what is
// there and how to ask for it; stores nothing.

import { listFiles, modelInfo } from '@huggingface/hub';
import { z } from 'zod';
import { AppError } from '@/lib/errors';
import { firstIssue } from '@/lib/issues';
import { type HubAddress, type ModelAddress, spellModelAddress } from './address';
import type { Http } from './http';
import { Refused } from './refusal';

/** What a place tells of a file before its bytes come. */
export interface RemoteFile {
  readonly name: string;
  readonly bytes: number;
  readonly expected: { readonly sha256: string | null; readonly blob: string | null };
  readonly validator: string | null;
}

export interface Place {
  readonly address: ModelAddress;
  /** `owner/name`, or the URL of the folder. */
  readonly id: string;
  /** `owner/name@commit`, or the URL of the folder. */
  readonly key: string;
  readonly commit: string | null;
  readonly licence: string | null;
  /** What is known of a file; null where there is none. Throws as Http.get. */
  find(name: string, signal: AbortSignal): Promise<RemoteFile | null>;
  /** A small file whole, with what is known of it; null where there is none. Throws as Http.get. */
  read(name: string, signal: AbortSignal): Promise<{ file: RemoteFile; content: Uint8Array<ArrayBuffer> } | null>;
}

/** Asks what is at an address. Throws as Http.get, and AppError `download-failed` where the answer is not the Hub's. */
export function openPlace(address: ModelAddress, http: Http, signal: AbortSignal): Promise<Place> {
  return address.kind === 'hub' ? openRepository(address, http, signal) : Promise.resolve(openWebFolder(address, http));
}

/** Where a file of an address is fetched; `commit` pins a repository. */
export function fileUrl(address: ModelAddress, commit: string | null, name: string): string {
  if (address.kind === 'url') return `${address.url}/${name}`;
  return `${address.endpoint}/${address.repository}/resolve/${commit ?? 'main'}/${name}`;
}

const infoSchema = z.object({
  sha: z.string().regex(/^[0-9a-f]{40}$/, 'is not a commit'),
  cardData: z.object({ license: z.union([z.string(), z.array(z.string())]).nullish() }).nullish(),
});

const entrySchema = z.object({
  type: z.string(),
  path: z.string(),
  size: z.number().int().nonnegative(),
  oid: z.string().nullish(),
  lfs: z.object({ oid: z.string().regex(/^[0-9a-f]{64}$/), size: z.number().int().nonnegative() }).nullish(),
});

async function openRepository(address: HubAddress, http: Http, signal: AbortSignal): Promise<Place> {
  const { endpoint, repository, revision } = address;
  const about = { hubUrl: endpoint, fetch: http.fetchAbout(address, signal) };
  const { sha: commit, cardData } = read(
    infoSchema,
    address,
    await answered(address, async () =>
      modelInfo({
        name: repository,
        ...(revision === null ? {} : { revision }),
        additionalFields: ['sha', 'cardData'],
        ...about,
      }),
    ),
  );
  const files = new Map<string, RemoteFile>();
  await answered(address, async () => {
    for await (const listed of listFiles({ repo: repository, revision: commit, ...about })) {
      const { type, path: name, size, oid, lfs } = read(entrySchema, address, listed);
      if (type !== 'file') continue;
      const expected = { sha256: lfs?.oid ?? null, blob: lfs ? null : (oid ?? null) };
      files.set(name, { name, bytes: lfs?.size ?? size, expected, validator: null });
    }
  });
  const licence = cardData?.license;
  return {
    address,
    id: repository,
    key: `${repository}@${commit}`,
    commit,
    licence: (Array.isArray(licence) ? licence.join(', ') : licence) ?? null,
    find: async (name) => files.get(name) ?? null,
    async read(name, signal) {
      const file = files.get(name);
      if (!file) return null;
      const answer = await http.get({ url: fileUrl(address, commit, name), file: name, address }, signal);
      const content = await gathered(answer.body());
      if (content.length === file.bytes) return { file, content };
      const found = `${content.length} bytes came instead of ${file.bytes}`;
      throw new AppError('download-failed', `${name} of ${spellModelAddress(address)}: ${found}; try again.`);
    },
  };
}

function openWebFolder(address: Extract<ModelAddress, { kind: 'url' }>, http: Http): Place {
  const nothing = { sha256: null, blob: null };
  /** Asked for from the first byte to the last, which tells the length of the whole to pages of any origin. */
  const ask = async (name: string, signal: AbortSignal) => {
    const wanted = { url: fileUrl(address, null, name), file: name, address, range: { start: 0, end: null } };
    try {
      return await http.get(wanted, signal);
    } catch (thrown) {
      if (thrown instanceof Refused && thrown.status === 404) return null;
      throw thrown;
    }
  };
  return {
    address,
    id: address.url,
    key: address.url,
    commit: null,
    licence: null,
    async find(name, signal) {
      const answer = await ask(name, signal);
      if (!answer) return null;
      answer.cancel();
      const { totalBytes: bytes, validator } = answer;
      if (bytes !== null) return { name, bytes, expected: nothing, validator };
      const message = `${name}: ${address.url} does not say how long the file is (no Content-Length); serve the folder from a server that does.`;
      throw new AppError('download-failed', message);
    },
    async read(name, signal) {
      const answer = await ask(name, signal);
      if (!answer) return null;
      const content = await gathered(answer.body());
      return { file: { name, bytes: content.length, expected: nothing, validator: answer.validator }, content };
    },
  };
}

async function gathered(body: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for await (const part of body) parts.push(part);
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

function read<S extends z.ZodType>(schema: S, address: HubAddress, received: unknown): z.output<S> {
  const parsed = schema.safeParse(received);
  if (parsed.success) return parsed.data;
  throw notTheHub(address, firstIssue(parsed.error), parsed.error);
}

/** The library reads JSON as it comes: what is not the Hub's fails inside it. */
async function answered<T>(address: HubAddress, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (thrown) {
    if (thrown instanceof SyntaxError || thrown instanceof TypeError) throw notTheHub(address, thrown.message, thrown);
    throw thrown;
  }
}

function notTheHub({ endpoint }: HubAddress, reason: string, cause: unknown): AppError {
  const message = `${endpoint} did not answer as the Hub does (${reason}); give the address of the Hub or of a mirror of it.`;
  return new AppError('download-failed', message, { cause });
}
