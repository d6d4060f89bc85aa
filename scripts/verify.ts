// Writes what is needed to hold this engine to PyTorch on a machine with a GPU: `tsx scripts/verify.ts DIR`. The page's suite
// `greedy` (npm run bench -- --static) reads DIR/checkpoints; scripts/verify/torch_greedy.py reads all of it.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dequantizedTensors } from '../tests/fixtures/dequantized';
import { readGolden } from '../tests/fixtures/goldens';
import { bundledModel } from '@/lib/model/catalog';
import { openFolder } from '@/lib/model/folder';
import type { ModelSpec } from '@/lib/model/spec';
import type { Weights } from '@/lib/model/weights';
import { writeSafetensors } from '@/lib/model/write-safetensors';
import { presets } from '@/lib/presets/presets';
import { openTokenizer } from './lens/prompt';

/** Unlike each other: fused projections, learned positions, linear biases, norms on both sides, windows, biases, QK norms. */
const FAMILIES = ['qwen2', 'qwen3', 'gemma3_text', 'phi3', 'gpt2', 'bloom'];
const FORMAT = 'q4';

const [folder] = process.argv.slice(2);
if (!folder) {
  console.error('usage: tsx scripts/verify.ts DIR');
  process.exit(2);
}
const prompts: Record<string, number[][]> = {};
await mkdir(join(folder, 'quantized'), { recursive: true });

for (const family of FAMILIES) {
  const { spec, weights, files } = await readGolden(family);
  const place = join(folder, 'checkpoints', family);
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'config.json'), files.config);
  await writeFile(join(place, 'model.safetensors'), files.safetensors);
  // These vocabularies have 160 entries: real text reaches them as bytes.
  prompts[family] = presets.slice(0, 6).map(({ text }, i) => bytesOf(text.slice(i * 40, i * 40 + 64 + 16 * i), spec));
  await writeFile(join(folder, 'quantized', `${family}.${FORMAT}.safetensors`), await dequantized(spec, weights));
}

const lens = await openFolder(join('public', bundledModel.url));
const tokenizer = await openTokenizer(join('public', bundledModel.url), lens.spec);
if (!tokenizer) throw new Error('the bundled model has no tokenizer');
prompts[bundledModel.id] = presets.map(({ text }) => tokenizer.encode(text).ids);
await writeFile(
  join(folder, 'quantized', `${bundledModel.id}.${FORMAT}.safetensors`),
  await dequantized(lens.spec, lens.weights),
);
await lens.close();
await writeFile(join(folder, 'checkpoints', 'prompts.json'), JSON.stringify(prompts));
console.log(`${Object.keys(prompts).length} checkpoints in ${folder}`);

function bytesOf(text: string, { vocabSize }: ModelSpec): number[] {
  return [...new TextEncoder().encode(text)].map((byte) => byte % vocabSize);
}

/** A safetensors file of the tensors whose matrices the format changes, with the values that the graphs then compute with. */
async function dequantized(spec: ModelSpec, weights: Weights): Promise<Uint8Array> {
  const numbers = { type: 'f16', floats: 'columns', blocks: FORMAT } as const;
  const tensors = await dequantizedTensors({ spec, numbers }, weights);
  return writeSafetensors(
    [...tensors].map(([name, values]) => ({
      name,
      dtype: 'F32' as const,
      shape: weights.shape(name),
      bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    })),
  );
}
