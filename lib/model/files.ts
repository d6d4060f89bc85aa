// A model's files wherever they are, and the one way to open a model from them. Knows no network, disk or page: those implement
// ModelFiles.

import { AppError, throwIfAborted } from '@/lib/errors';
import { parseConfig } from './config';
import { withModelNames } from './place';
import { type ByteSource, openSafetensors } from './safetensors';
import { checkShapes } from './shapes';
import { INDEX_FILE, openShards, shardFiles } from './shards';
import type { ModelSpec } from './spec';
import type { Weights } from './weights';

/** A model's files: on a web server, dropped on the page, on this device's storage, in a folder that Node reads. */
export interface ModelFiles {
  /** What the page and traces call the model: `owner/name`, folder name, URL. */
  readonly id: string;
  /** Where the files are, for messages: `model folder "/models/x"`, an address. The id where absent. */
  readonly where?: string;
  /** A small text file (config.json, tokenizer.json); null where there is none. Throws AppError `download-failed` or `storage-failed`. */
  text(name: string, signal?: AbortSignal): Promise<string | null>;
  /** A file to be read at random, range by range, never whole; null where there is none. Throws as `text`. */
  bytes(name: string, signal?: AbortSignal): Promise<ByteSource | null>;
  /** SHA-256 of a file in hex, where it is known once `bytes` has been asked for it; null elsewhere. */
  sha256(name: string): string | null;
}

export interface OpenedModel {
  readonly id: string;
  readonly spec: ModelSpec;
  readonly weights: Weights;
  /**
   * SHA-256 in hex of model.safetensors; of several shards, that of their hashes in hex, one after the other in order of name. Null
   * where weights were generated, or where their files were not hashed.
   */
  readonly sha256: string | null;
}

const WEIGHTS_FILE = 'model.safetensors';

/**
 * Opens config.json, generation_config.json (optional) and the headers of model.safetensors, or of the shards that
 * model.safetensors.index.json names. Weights are read when asked for. Throws AppError `model-invalid` naming file and field, and
 * what `files` throws; AbortError when stopped.
 */
export async function openModelFiles(files: ModelFiles, signal?: AbortSignal): Promise<OpenedModel> {
  const spec = await readSpec(files, signal);
  throwIfAborted(signal);
  const { stored, names } = await openWeights(files, signal);
  const weights = withModelNames(spec, stored);
  checkShapes(spec, weights);
  return { id: files.id, spec, weights, sha256: await hashOf(names.map((name) => files.sha256(name))) };
}

/** What config.json and generation_config.json say. Throws as `openModelFiles`; reads no weights. */
export async function readSpec(files: ModelFiles, signal?: AbortSignal): Promise<ModelSpec> {
  const config = await readModelJson(files, 'config.json', signal);
  if (config === undefined) throw missing(files, 'config.json');
  return parseConfig(config, await readModelJson(files, 'generation_config.json', signal));
}

/** A JSON file of a model; undefined where there is none. Throws AppError `model-invalid` where it is not JSON. */
export async function readModelJson(files: ModelFiles, name: string, signal?: AbortSignal): Promise<unknown> {
  const text = await files.text(name, signal);
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('model-invalid', `${name} in ${placeOf(files)} is not JSON; get the file again`, { cause });
  }
}

interface OpenedWeights {
  readonly stored: Weights;
  /** The files that hold them. */
  readonly names: readonly string[];
}

/** The single file where there is one, as transformers does; else the shards. */
async function openWeights(files: ModelFiles, signal: AbortSignal | undefined): Promise<OpenedWeights> {
  const single = await files.bytes(WEIGHTS_FILE, signal);
  if (single) return { stored: await openSafetensors(single, signal), names: [WEIGHTS_FILE] };
  const index = await readModelJson(files, INDEX_FILE, signal);
  if (index === undefined) throw missing(files, WEIGHTS_FILE);
  const open = async (name: string): Promise<ByteSource> => {
    const shard = await files.bytes(name, signal);
    if (!shard) throw missing(files, `${name}, which ${INDEX_FILE} names`);
    return shard;
  };
  return { stored: await openShards(index, open, signal), names: shardFiles(index) };
}

/** One hash for all files; null where one is not known, or where the page, not being secure, has no hashing. */
async function hashOf(hashes: readonly (string | null)[]): Promise<string | null> {
  const known = hashes.filter((hash) => hash !== null);
  if (known.length < hashes.length) return null;
  return known.length === 1 ? (known[0] ?? null) : sha256Hex(new TextEncoder().encode(known.join('')));
}

/** SHA-256 in hex; null where the browser gives no hashing: on a plain http address other than localhost. */
export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string | null> {
  const subtle = crypto.subtle as SubtleCrypto | undefined;
  if (!subtle) return null;
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function placeOf({ id, where }: ModelFiles): string {
  return where ?? `model ${id}`;
}

function missing(files: ModelFiles, name: string): AppError {
  return new AppError(
    'model-invalid',
    `${placeOf(files)} has no ${name}; it must hold config.json and model.safetensors, or its shards and ${INDEX_FILE}`,
  );
}
