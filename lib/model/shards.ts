// One set of weights over several safetensors files, as model.safetensors.index.json lists them. Knows neither disk nor network.

import { z } from 'zod';
import { AppError } from '@/lib/errors';
import { SCALE_SUFFIX } from './quantize';
import { type ByteSource, openSafetensors } from './safetensors';
import type { Weights } from './weights';

export const INDEX_FILE = 'model.safetensors.index.json';

/**
 * Opens every shard that an index names: reads their headers, nothing more. `index` is the file's JSON, `open` gives the bytes of one
 * of its files. Throws AppError `model-invalid` where index and shards do not agree, naming file and tensor, and what `open` throws.
 */
export async function openShards(
  index: unknown,
  open: (file: string) => Promise<ByteSource>,
  signal?: AbortSignal,
): Promise<Weights> {
  const placed = parseIndex(index);
  const shards = new Map<string, Weights>();
  for (const file of shardFiles(index)) shards.set(file, await openSafetensors(await open(file), signal, file));

  const byTensor = new Map<string, Weights>();
  for (const [file, shard] of shards) {
    for (const name of shard.names) {
      const named = placed.get(name);
      if (named === undefined) throw invalid(`does not name tensor "${name}", which ${file} holds`);
      if (byTensor.has(name) || named !== file) {
        const other = byTensor.get(name)?.file(name) ?? named;
        if (byTensor.has(name) || shards.get(named)?.names.includes(name)) {
          throw invalid(`is ambiguous: tensor "${name}" is held twice, by ${other} and ${file}`);
        }
        throw invalid(`says that tensor "${name}" is in ${named}, but ${file} holds it`);
      }
      byTensor.set(name, shard);
    }
  }
  for (const [name, file] of placed) {
    const isScale = name.endsWith(SCALE_SUFFIX) && byTensor.has(name.slice(0, -SCALE_SUFFIX.length));
    if (!byTensor.has(name) && !isScale)
      throw invalid(`says that tensor "${name}" is in ${file}, which does not hold it`);
  }

  const holder = (name: string): Weights => {
    const found = byTensor.get(name);
    if (!found) throw invalid(`names no tensor "${name}", which the model needs`);
    return found;
  };
  return {
    names: [...byTensor.keys()],
    shape: (name) => holder(name).shape(name),
    dtype: (name) => holder(name).dtype(name),
    file: (name) => holder(name).file(name),
    read: async (name, signal) => holder(name).read(name, signal),
    readRows: async (name, from, to, signal) => holder(name).readRows(name, from, to, signal),
  };
}

/** The files that an index names, sorted. Throws AppError `model-invalid` where it is not an index or leaves out a shard of its set. */
export function shardFiles(index: unknown): string[] {
  const files = [...new Set(parseIndex(index).values())].sort();
  const numbered = files.map((file) => /-(\d+)-of-(\d+)\.safetensors$/.exec(file));
  const total = Number(numbered[0]?.[2]);
  if (numbered.every((match) => Number(match?.[2]) === total) && files.length < total) {
    const known = new Set(numbered.map((match) => Number(match?.[1])));
    const missing = Array.from({ length: total }, (_, i) => i + 1).find((number) => !known.has(number));
    throw invalid(`names ${files.length} of ${total} shards; number ${missing} is not among them`);
  }
  return files;
}

const indexSchema = z.looseObject({
  weight_map: z.record(
    z.string(),
    z.string().regex(/^[\w][\w.-]*\.safetensors$/, 'must be the name of a .safetensors file beside the index'),
  ),
});

function parseIndex(index: unknown): ReadonlyMap<string, string> {
  const parsed = indexSchema.safeParse(index);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalid(`is not an index: ${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'invalid'}`);
  }
  const placed = new Map(Object.entries(parsed.data.weight_map));
  if (placed.size === 0) throw invalid('names no tensor in weight_map');
  return placed;
}

function invalid(message: string): AppError {
  return new AppError('model-invalid', `${INDEX_FILE} ${message}; get the complete checkpoint again`);
}
