// Files that tests serve in place of the server's: a tiny model under the bundled one's name, and broken ones.

import type { Page, Route } from '@playwright/test';
import { syntheticWeights } from '@/lib/model/synthetic';
import { writeSafetensors } from '@/lib/model/write-safetensors';
import { parseConfig } from '@/lib/model/config';
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
export const tinyConfig = {
  model_type: 'llama',
  vocab_size: 8192,
  hidden_size: 32,
  intermediate_size: 48,
  num_hidden_layers: 4,
  num_attention_heads: 2,
  num_key_value_heads: 1,
  head_dim: 16,
  max_position_embeddings: 2048,
  rms_norm_eps: 1e-5,
  tie_word_embeddings: true,
  bos_token_id: 1,
};
export const tinySpec: ModelSpec = parseConfig(tinyConfig);

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
