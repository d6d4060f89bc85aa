// Makes a bundled model from a Hugging Face folder: `tsx scripts/make-model.ts SRC OUT [--stop-at-newline]`. Matrices become
// 8-bit blocks, everything else f16; JSON files lose their white space. The model card is written by hand.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { encodeF16 } from '@/lib/model/dtypes';
import { readModelJson } from '@/lib/model/files';
import { folderFiles, openFolder } from '@/lib/model/folder';
import { BLOCK_SIZE, quantizationConfig, quantizeBlocks, SCALE_SUFFIX } from '@/lib/model/quantize';
import type { Weights } from '@/lib/model/weights';
import { type TensorToWrite, writeSafetensors } from '@/lib/model/write-safetensors';

const { positionals, values: options } = parseArgs({
  allowPositionals: true,
  options: { 'stop-at-newline': { type: 'boolean', default: false } },
});
const [source, out] = positionals;
if (!source || !out) {
  console.error('usage: tsx scripts/make-model.ts SRC OUT [--stop-at-newline]');
  process.exit(2);
}

const model = await openFolder(source);
await mkdir(out, { recursive: true });
const tensors = (await Promise.all(model.weights.names.map((name) => compress(model.weights, name)))).flat();
await model.close();
await writeFile(join(out, 'model.safetensors'), writeSafetensors(tensors));

const sourceFiles = folderFiles(source);
const config = jsonObject(await readModelJson(sourceFiles, 'config.json'));
await writeJson('config.json', { ...config, quantization_config: quantizationConfig }, 2);
const generation = jsonObject(await readModelJson(sourceFiles, 'generation_config.json'));
const ends = [generation.eos_token_id ?? config.eos_token_id ?? []].flat();
if (options['stop-at-newline']) ends.push(...(await newlineTokens(source)));
await writeJson('generation_config.json', { ...generation, eos_token_id: ends });
for (const name of ['tokenizer.json', 'tokenizer_config.json'])
  await writeJson(name, await readModelJson(sourceFiles, name));

async function compress(weights: Weights, name: string): Promise<TensorToWrite[]> {
  const shape = weights.shape(name);
  const values = await weights.read(name);
  const columns = shape.at(-1) ?? 1;
  if (shape.length < 2 || columns % BLOCK_SIZE) {
    return [{ name, dtype: 'F16', shape, bytes: new Uint8Array(encodeF16(values).buffer) }];
  }
  const blocks = quantizeBlocks(values);
  return [
    { name, dtype: 'I8', shape, bytes: new Uint8Array(blocks.values.buffer) },
    {
      name: name + SCALE_SUFFIX,
      dtype: 'F16',
      shape: [...shape.slice(0, -1), columns / BLOCK_SIZE],
      bytes: new Uint8Array(blocks.scales.buffer),
    },
  ];
}

/** Every token with a line break in it: byte-level BPE spells a line break as U+010A. */
async function newlineTokens(folder: string): Promise<number[]> {
  const { model } = z
    .object({ model: z.object({ vocab: z.record(z.string(), z.number()) }) })
    .parse(JSON.parse(await readFile(join(folder, 'tokenizer.json'), 'utf8')));
  return Object.entries(model.vocab).flatMap(([token, id]) => (token.includes('\u010a') ? [id] : []));
}

function jsonObject(json: unknown): Record<string, unknown> {
  return z.record(z.string(), z.unknown()).parse(json ?? {});
}

async function writeJson(name: string, json: unknown, indent = 0): Promise<void> {
  await writeFile(join(out ?? '', name), `${JSON.stringify(json, null, indent)}\n`);
}
