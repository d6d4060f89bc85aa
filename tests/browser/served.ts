// Files that tests serve in place of the server's: a tiny model under the bundled one's name, and broken ones.

import type { Page, Route } from '@playwright/test';
import { syntheticWeights } from '@/lib/model/synthetic';
import { writeSafetensors } from '@/lib/model/write-safetensors';
import type { ModelSpec } from '@/lib/model/spec';

type Fulfilment = NonNullable<Parameters<Route['fulfill']>[0]>;

/** An answer that a cross-origin isolated page may use. */
export function isolated(body: string | Buffer, contentType: string): Fulfilment {
  return {
    body,
    contentType,
    headers: {
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
      'Cross-Origin-Resource-Policy': 'same-origin',
    },
  };
}

/** Four layers of random weights under the bundled model's tokenizer: a run takes milliseconds on WASM, seconds on SwiftShader. */
export const tinySpec: ModelSpec = {
  family: 'llama',
  layers: 4,
  hidden: 32,
  heads: 2,
  kvHeads: 1,
  headDim: 16,
  intermediate: 48,
  vocabSize: 8192,
  context: 2048,
  normEpsilon: 1e-5,
  rope: { theta: 10_000, scaling: { type: 'none' } },
  tiedEmbeddings: true,
  attentionBias: false,
  mlpBias: false,
  bosTokenId: 1,
  eosTokenIds: [],
};

const modelFiles = '**/models/lens-28m/';

/** Puts the tiny model in the bundled one's place. `beforeWeights` is awaited before the weights are sent. */
export async function serveTinyModel(
  page: Page,
  beforeWeights: () => Promise<void> = async () => undefined,
): Promise<void> {
  const weights = await tinyWeights();
  await page.route(`${modelFiles}config.json`, (route) =>
    route.fulfill(isolated(JSON.stringify(tinyConfig), 'application/json')),
  );
  await page.route(`${modelFiles}generation_config.json`, (route) => route.fulfill(isolated('{}', 'application/json')));
  await page.route(`${modelFiles}model.safetensors`, async (route) => {
    await beforeWeights();
    await route.fulfill(isolated(weights, 'application/octet-stream'));
  });
}

/** Answers one of the bundled model's files with something else. */
export async function serveInstead(page: Page, file: string, body: string | Buffer): Promise<void> {
  await page.route(`${modelFiles}${file}`, (route) => route.fulfill(isolated(body, 'application/octet-stream')));
}

/** config.json of the tiny model. No token ends a generation. */
const tinyConfig = {
  model_type: 'llama',
  vocab_size: tinySpec.vocabSize,
  hidden_size: tinySpec.hidden,
  intermediate_size: tinySpec.intermediate,
  num_hidden_layers: tinySpec.layers,
  num_attention_heads: tinySpec.heads,
  num_key_value_heads: tinySpec.kvHeads,
  head_dim: tinySpec.headDim,
  max_position_embeddings: tinySpec.context,
  rms_norm_eps: tinySpec.normEpsilon,
  tie_word_embeddings: tinySpec.tiedEmbeddings,
  bos_token_id: tinySpec.bosTokenId,
};

let written: Promise<Buffer> | null = null;

export function tinyWeights(): Promise<Buffer> {
  written ??= writeWeights();
  return written;
}

async function writeWeights(): Promise<Buffer> {
  const weights = syntheticWeights(tinySpec);
  const tensors = await Promise.all(
    weights.names.map(async (name) => {
      const values = await weights.read(name);
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      return { name, dtype: 'F32' as const, shape: weights.shape(name), bytes };
    }),
  );
  return Buffer.from(writeSafetensors(tensors));
}
