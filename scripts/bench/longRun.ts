// A whole comparison of thousands of tokens by the real engine, in seconds: a model of many layers and a very small width, with
// random weights. What its views have to draw is that of a large model; what it says is noise.

import { join } from 'node:path';
import { createOrtBackend } from '@/lib/backends/ort';
import { nodeRuntime } from '@/lib/backends/ort/node';
import { bundledModel, bundledSpec } from '@/lib/model/catalog';
import { openSynthetic } from '@/lib/model/synthetic';
import { presets } from '@/lib/presets/presets';
import type { Comparison } from '@/lib/trace/schema';
import { spellComparison } from '@/lib/trace/spell';
import { compare } from '@/lib/worker/compare';
import { openTokenizer } from '../lens/prompt';
import { engineVersions } from '../lens/versions';
import { root } from '../run.mjs';

export interface LongRunOptions {
  /** Prompt tokens. */
  readonly tokens: number;
  readonly layers: number;
  readonly decodeSteps: number;
  readonly threads?: number;
}

/** The shape of the model: as narrow as a transformer can be. */
export function narrowConfig(layers: number, context: number, vocabSize: number): object {
  return {
    model_type: 'llama',
    num_hidden_layers: layers,
    hidden_size: 32,
    num_attention_heads: 2,
    num_key_value_heads: 1,
    intermediate_size: 64,
    vocab_size: vocabSize,
    max_position_embeddings: context,
    tie_word_embeddings: true,
    bos_token_id: 1,
    eos_token_id: vocabSize - 1,
  };
}

/** Full prefill and LazyLLM with three pruning layers at a quarter, a half and three quarters of the depth, keeping half each. */
export async function makeLongRun({ tokens, layers, decodeSteps, threads = 1 }: LongRunOptions): Promise<Comparison> {
  const folder = join(root, 'public', bundledModel.url);
  const tokenizer = await openTokenizer(folder, bundledSpec);
  if (!tokenizer) throw new Error(`no tokenizer in ${folder}`);
  const input = longPrompt(tokenizer, tokens);
  const name = `narrow-${layers}`;
  const { id, spec, weights, sha256 } = openSynthetic(
    name,
    narrowConfig(layers, tokens + decodeSteps + 1, tokenizer.vocabSize),
  );
  const backend = await createOrtBackend({ spec, weights, runtime: nodeRuntime(threads) });
  try {
    const comparison = await compare(
      backend,
      { id, sha256, spec },
      {
        input,
        config: {
          mode: 'lazyllm',
          schedule: [1, 2, 3].map((quarter) => ({ layer: Math.round((quarter * layers) / 4), keep: 0.5 })),
          sinks: 0,
          pruneGenerated: true,
          maxNewTokens: decodeSteps + 1,
          temperature: 0,
          seed: 0,
        },
        repeats: 1,
        warmups: 0,
        title: `${tokens.toLocaleString('en')} tokens, ${layers} layers`,
        presetId: null,
        expected: null,
      },
      {
        now: () => performance.now(),
        signal: new AbortController().signal,
        emit: () => undefined,
        breathe: () => Promise.resolve(),
        id: `long-${tokens}-${layers}-${decodeSteps}`,
        createdAt: '2026-11-25T00:00:00.000Z',
        engine: await engineVersions('wasm'),
        environment: { userAgent: `Node.js ${process.version}`, threads, crossOriginIsolated: false },
        loadMs: null,
      },
    );
    return spellComparison(comparison, tokenizer);
  } finally {
    await backend.dispose();
  }
}

interface Encoder {
  encode(text: string): { ids: number[]; pieces: string[] };
}

/** A text of exactly so many tokens: the presets' prompts one after the other, over and over. */
function longPrompt(tokenizer: Encoder, tokens: number): { ids: number[]; pieces: string[]; text: string } {
  const texts = presets.map(({ text }) => text);
  let text = '';
  for (let i = 0; tokenizer.encode(text).ids.length < tokens; i++) text += `${texts[i % texts.length] ?? ''}\n\n`;
  const { ids, pieces } = tokenizer.encode(text);
  const cut = pieces.slice(0, tokens);
  return { ids: ids.slice(0, tokens), pieces: cut, text: cut.join('') };
}
