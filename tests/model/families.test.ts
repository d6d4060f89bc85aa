// What config.json of each family says, in every spelling, and what is refused.

import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '@/lib/model/config';
import { modelTypes } from '@/lib/model/families/registry';
import { neededTensors } from '@/lib/model/shapes';
import type { ModelSpec } from '@/lib/model/spec';
import { goldenFamilies, readGolden, readGoldenConfig } from '../fixtures/goldens';
import { hubConfigs, type HubModel } from '../fixtures/hubConfigs';

/** Types written from transformers' source alone. */
const withoutGolden = ['arcee', 'cohere2', 'exaone4', 'glm4', 'gpt_neo', 'olmo3'];
const goldens = await goldenFamilies();

type Json = Record<string, unknown>;

/** A golden's config.json with fields changed; undefined takes one away. */
async function golden(name: string, changes: Json = {}): Promise<Json> {
  return { ...((await readGoldenConfig(name)) as Json), ...changes };
}

const parameters = (spec: ModelSpec) =>
  [...neededTensors(spec).values()].reduce((sum, shape) => sum + shape.reduce((a, b) => a * b), 0);
const rope = (spec: ModelSpec) => (spec.positions.kind === 'rope' ? spec.positions : null);

describe('the goldens', () => {
  it('are all read, and between them meet every model_type that one exists for', async () => {
    const types = new Set<string>();
    for (const name of goldens) types.add(parseConfig(await golden(name)).family);
    expect(modelTypes.filter((type) => !types.has(type))).toEqual(withoutGolden);
  });

  it.each(goldens)('hold for %s exactly the tensors that the model needs, in their shapes', async (name) => {
    const { spec, weights } = await readGolden(name);
    const needed = neededTensors(spec);
    expect([...needed.keys()].sort()).toEqual([...weights.names].sort());
    for (const [tensor, shape] of needed) expect([tensor, weights.shape(tensor)]).toEqual([tensor, shape]);
  });
});

describe('README.md', () => {
  it('lists the types that are read, and marks those without a golden', async () => {
    const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
    const table = readme.match(/^\| `model_type`[^]*?\n\n/m)?.[0] ?? '';
    const types = [...table.matchAll(/`(\w+)`(\\\*)?/g)].filter(([, type]) => type !== 'model_type');
    expect(types.map(([, type]) => type).sort()).toEqual(modelTypes);
    expect(types.flatMap(([, type, mark]) => (mark ? [type] : [])).sort()).toEqual(withoutGolden);
  });
});

/** Layers, hidden, heads, kvHeads, headDim, intermediate, vocabSize, context, millions of parameters (as model cards count). */
const shapes: Record<HubModel, readonly [number, number, number, number, number, number, number, number, number]> = {
  'HuggingFaceTB/SmolLM2-135M': [30, 576, 9, 3, 64, 1536, 49_152, 8192, 134.5],
  'HuggingFaceTB/SmolLM2-360M-Instruct': [32, 960, 15, 5, 64, 2560, 49_152, 8192, 361.8],
  'Qwen/Qwen2.5-0.5B-Instruct': [24, 896, 14, 2, 64, 4864, 151_936, 32_768, 494.0],
  'Qwen/Qwen3-0.6B': [28, 1024, 16, 8, 128, 3072, 151_936, 40_960, 596.0],
  'meta-llama/Llama-3.2-1B-Instruct': [16, 2048, 32, 8, 64, 8192, 128_256, 131_072, 1235.8],
  'TinyLlama/TinyLlama-1.1B-Chat-v1.0': [22, 2048, 32, 4, 64, 5632, 32_000, 2048, 1100.0],
  'google/gemma-3-270m': [18, 640, 4, 1, 256, 2048, 262_144, 32_768, 268.1],
  'google/gemma-3-1b-it': [26, 1152, 4, 1, 256, 6912, 262_144, 32_768, 999.9],
  'google/gemma-2b': [18, 2048, 8, 1, 256, 16_384, 256_000, 8192, 2506.2],
  'google/gemma-2-2b': [26, 2304, 8, 4, 256, 9216, 256_000, 8192, 2614.3],
  'meta-llama/Llama-2-7b-hf': [32, 4096, 32, 32, 128, 11_008, 32_000, 4096, 6738.4],
  'Salesforce/xgen-7b-8k-base': [32, 4096, 32, 32, 128, 11_008, 51_200, 8192, 6895.7],
  'openai-community/gpt2': [12, 768, 12, 12, 64, 3072, 50_257, 1024, 124.4],
  'EleutherAI/pythia-160m': [12, 768, 12, 12, 64, 3072, 50_304, 2048, 162.3],
  'microsoft/phi-2': [32, 2560, 32, 32, 80, 10_240, 51_200, 2048, 2779.7],
  'microsoft/Phi-3-mini-4k-instruct': [32, 3072, 32, 32, 96, 8192, 32_064, 4096, 3821.1],
  'facebook/opt-125m': [12, 768, 12, 12, 64, 3072, 50_272, 2048, 125.2],
  'bigscience/bloom-560m': [24, 1024, 16, 16, 64, 4096, 250_880, 2048, 559.2],
  'tiiuae/falcon-7b': [32, 4544, 71, 1, 64, 18_176, 65_024, 2048, 6921.7],
  'tiiuae/falcon-rw-1b': [24, 2048, 32, 32, 64, 8192, 50_304, 2048, 1311.6],
  'stabilityai/stablelm-2-1_6b': [24, 2048, 32, 32, 64, 5632, 100_352, 4096, 1644.5],
  'bigcode/starcoder2-3b': [30, 3072, 24, 2, 128, 12_288, 49_152, 16_384, 3030.4],
  'allenai/OLMo-2-0425-1B': [16, 2048, 16, 16, 128, 8192, 100_352, 4096, 1484.9],
  'allenai/Olmo-3-1025-7B': [32, 4096, 32, 32, 128, 11_008, 100_278, 65_536, 7298.0],
  'CohereLabs/c4ai-command-r7b-12-2024': [32, 4096, 32, 8, 128, 14_336, 256_000, 8192, 8028.0],
  'THUDM/GLM-4-9B-0414': [40, 4096, 32, 2, 128, 13_696, 151_552, 32_768, 9400.3],
  'EleutherAI/gpt-neo-125m': [12, 768, 12, 12, 64, 3072, 50_257, 2048, 125.2],
  'LGAI-EXAONE/EXAONE-4.0-1.2B': [30, 2048, 32, 8, 64, 4096, 102_400, 65_536, 1279.4],
  'arcee-ai/AFM-4.5B': [36, 2560, 20, 4, 128, 18_432, 128_004, 65_536, 4619.2],
};

describe('models of the Hub', () => {
  it.each(Object.entries(shapes))('%s reads as it is, down to its number of parameters', (name, shape) => {
    const spec = parseConfig(hubConfigs[name as HubModel]);
    const { layers, hidden, heads, kvHeads, headDim, intermediate, vocabSize, context } = spec;
    const millions = Number((parameters(spec) / 1e6).toFixed(1));
    expect([layers, hidden, heads, kvHeads, headDim, intermediate, vocabSize, context, millions]).toEqual(shape);
  });

  it('Gemma 3 sees all positions in every sixth layer, by angles of their own', () => {
    for (const name of ['google/gemma-3-270m', 'google/gemma-3-1b-it'] as const) {
      const spec = parseConfig(hubConfigs[name]);
      expect(spec.attention.windows.slice(0, 7)).toEqual([512, 512, 512, 512, 512, null, 512]);
      expect(rope(spec)?.layers.slice(0, 7)).toEqual([1, 1, 1, 1, 1, 0, 1]);
      expect(rope(spec)?.tables.map(({ theta }) => theta)).toEqual([1e6, 1e4]);
    }
  });

  it('Gemma 2 sees all positions in every second layer', () => {
    const { attention } = parseConfig(hubConfigs['google/gemma-2-2b']);
    expect(attention.windows.slice(0, 4)).toEqual([4096, null, 4096, null]);
    expect(attention).toMatchObject({ softcap: 50, scale: 1 / 16 });
  });

  it('Gemma 1 files that say gelu mean its approximation', () => {
    expect(parseConfig(hubConfigs['google/gemma-2b']).mlp.activation).toBe('gelu-tanh');
  });

  it('Command R7B rotates where it slides, and OLMo 3 scales the angles where it does not', () => {
    const cohere = parseConfig(hubConfigs['CohereLabs/c4ai-command-r7b-12-2024']);
    expect(cohere.attention.windows.slice(0, 5)).toEqual([4096, 4096, 4096, null, 4096]);
    expect(rope(cohere)?.layers.slice(0, 5)).toEqual([0, 0, 0, null, 0]);
    const olmo = parseConfig(hubConfigs['allenai/Olmo-3-1025-7B']);
    expect(olmo.attention.windows.slice(0, 5)).toEqual([4096, 4096, 4096, null, 4096]);
    expect(rope(olmo)?.layers.slice(0, 5)).toEqual([1, 1, 1, 0, 1]);
    expect(rope(olmo)?.tables.map(({ scaling }) => scaling.type)).toEqual(['yarn', 'none']);
  });

  it('EXAONE 4 rotates every layer where none slides, else those that slide', () => {
    const config = hubConfigs['LGAI-EXAONE/EXAONE-4.0-1.2B'];
    expect(new Set(rope(parseConfig(config))?.layers)).toEqual(new Set([0]));
    const types = Array.from({ length: 30 }, (_, i) => (i % 4 === 3 ? 'full_attention' : 'sliding_attention'));
    const hybrid = parseConfig({ ...config, sliding_window: 4096, layer_types: types });
    expect(rope(hybrid)?.layers.slice(0, 5)).toEqual([0, 0, 0, null, 0]);
    expect(() => parseConfig({ ...config, sliding_window: 4096, layer_types: null })).toThrow('layer_types is missing');
  });

  it('GPT-Neo has a window in every second layer and does not scale its logits', () => {
    const { attention } = parseConfig(hubConfigs['EleutherAI/gpt-neo-125m']);
    expect(attention.windows.slice(0, 4)).toEqual([null, 256, null, 256]);
    expect(attention.scale).toBe(1);
  });

  it('a Qwen whose sliding window is off has none', () => {
    const windows = (changes: Json) =>
      parseConfig({ ...hubConfigs['Qwen/Qwen2.5-0.5B-Instruct'], ...changes }).attention.windows;
    expect(new Set(windows({}))).toEqual(new Set([null]));
    expect(windows({ use_sliding_window: true, sliding_window: 4096 }).map((window) => window ?? 0)).toEqual([
      ...Array<number>(21).fill(0),
      ...Array<number>(3).fill(4096),
    ]);
  });

  it('a window as long as the context is none', () => {
    const config = { ...hubConfigs['Qwen/Qwen2.5-0.5B-Instruct'], use_sliding_window: true };
    expect(new Set(parseConfig(config).attention.windows)).toEqual(new Set([null]));
  });

  it('StarCoder 2 and Phi 3 slide in every layer', () => {
    expect(new Set(parseConfig(hubConfigs['bigcode/starcoder2-3b']).attention.windows)).toEqual(new Set([4096]));
    expect(new Set(parseConfig(hubConfigs['microsoft/Phi-3-mini-4k-instruct']).attention.windows)).toEqual(
      new Set([2047]),
    );
  });

  it('rotates the part of a head that Phi 2 and Pythia say', () => {
    expect(rope(parseConfig(hubConfigs['microsoft/phi-2']))?.dims).toBe(32);
    expect(rope(parseConfig(hubConfigs['EleutherAI/pythia-160m']))?.dims).toBe(16);
  });

  it('Falcon RW has linear biases, scaled as its logits are, and no parallel attention', () => {
    expect(parseConfig(hubConfigs['tiiuae/falcon-rw-1b'])).toMatchObject({
      positions: { kind: 'alibi', factor: 1 / 8 },
      parallel: 'none',
    });
    expect(parseConfig(hubConfigs['tiiuae/falcon-7b'])).toMatchObject({ parallel: 'shared', head: { tied: true } });
  });
});

/** Today's config.json of a golden, and what the Hub's older files have in place of some of its fields. */
const older: readonly [string, Json][] = [
  ['llama', { rope_parameters: undefined, rope_theta: 10_000, dtype: undefined, torch_dtype: 'float32' }],
  ['llama', { max_position_embeddings: undefined, max_sequence_length: 256 }],
  ['llama_linear_rope', { rope_parameters: undefined, rope_scaling: { type: 'linear', factor: 2 } }],
  ['mistral_sliding', { rope_parameters: undefined, rope_theta: 10_000, head_dim: undefined }],
  ['qwen2', { rope_parameters: undefined, layer_types: undefined, sliding_window: 32 }],
  ['qwen3', { rope_parameters: undefined, layer_types: undefined, rope_scaling: null }],
  [
    'gemma',
    { rope_parameters: undefined, hidden_act: 'gelu', hidden_activation: null, tie_word_embeddings: undefined },
  ],
  ['gemma2', { rope_parameters: undefined, layer_types: undefined, tie_word_embeddings: undefined }],
  [
    'gemma3_text',
    {
      ...{ rope_parameters: undefined, rope_theta: 1e6, rope_local_base_freq: 1e4, rope_scaling: null },
      ...{ layer_types: undefined, _sliding_window_pattern: undefined, sliding_window_pattern: 6 },
    },
  ],
  ['smollm3', { rope_parameters: undefined, rope_theta: 2e6, no_rope_layers: undefined, layer_types: undefined }],
  ['phi', { rope_parameters: undefined, rope_theta: 10_000 }],
  ['glm', { rope_parameters: undefined, partial_rotary_factor: 0.5 }],
  ['stablelm', { rope_parameters: undefined, rope_theta: 10_000 }],
  ['nemotron', { rope_parameters: undefined, partial_rotary_factor: 0.5 }],
  ['helium', { rope_parameters: undefined, rope_theta: 100_000 }],
  ['ernie4_5', { rope_parameters: undefined, rope_theta: 500_000 }],
  ['cohere', { rope_parameters: undefined, rope_theta: 500_000, tie_word_embeddings: undefined }],
  ['gpt_neox', { rope_parameters: undefined, rotary_pct: 0.25, rotary_emb_base: 10_000 }],
  ['gpt2', { n_inner: undefined, n_ctx: 256, n_positions: undefined, tie_word_embeddings: undefined }],
  ['gpt2', { n_ctx: 128 }],
  ['gpt2', { n_embd: undefined, hidden_size: 64, n_head: undefined, num_attention_heads: 4 }],
  ['gptj', { n_inner: 256 }],
  ['bloom', { hidden_size: undefined, n_embed: 64, n_head: undefined, num_attention_heads: 4, seq_length: 2048 }],
  [
    'falcon',
    {
      ...{ rope_parameters: undefined, ffn_hidden_size: undefined, num_ln_in_parallel_attn: undefined },
      ...{ num_kv_heads: undefined, n_head_kv: 2, num_attention_heads: undefined, n_head: 4 },
      ...{ num_hidden_layers: undefined, n_layer: 4, activation: undefined, tie_word_embeddings: undefined },
    },
  ],
  ['opt', { tie_word_embeddings: undefined, enable_bias: undefined, _remove_final_layer_norm: undefined }],
  ['phi3', { rope_parameters: undefined, rope_theta: 10_000, rope_scaling: null }],
  ['hunyuan_v1_dense', { rope_parameters: undefined, head_dim: undefined, attention_head_dim: 16 }],
];

describe('an older spelling', () => {
  it.each(older)('of %s gives the same spec (%#)', async (name, changes) => {
    expect(parseConfig(await golden(name, changes))).toEqual(parseConfig(await golden(name)));
  });

  it('of Gemma 3 tells full layers from sliding ones as the list of today does', async () => {
    const twelve = { num_hidden_layers: 12, sliding_window: 16 };
    const types = Array.from({ length: 12 }, (_, i) => (i % 6 === 5 ? 'full_attention' : 'sliding_attention'));
    const today = parseConfig(await golden('gemma3_text', { ...twelve, layer_types: types }));
    const before = { layer_types: undefined, rope_parameters: undefined, rope_theta: 1e6, sliding_window_pattern: 6 };
    expect(parseConfig(await golden('gemma3_text', { ...twelve, ...before }))).toEqual(today);
    expect(today.attention.windows.filter((window) => window === null)).toHaveLength(2);
  });
});

describe('rotary scalings', () => {
  it('reads YaRN with the defaults of transformers', async () => {
    const yarn = { type: 'yarn', factor: 4, original_max_position_embeddings: 64 };
    const spec = parseConfig(
      await golden('qwen2', { rope_parameters: undefined, rope_scaling: yarn, rope_theta: 1e6 }),
    );
    expect(rope(spec)?.tables).toEqual([
      {
        theta: 1e6,
        scaling: {
          ...{ type: 'yarn', factor: 4, attentionFactor: 0.1 * Math.log(4) + 1, betaFast: 32, betaSlow: 1 },
          ...{ truncate: true, originalContext: 64 },
        },
      },
    ]);
  });

  it('reads LongRoPE in both spellings, its factor from the two contexts', async () => {
    const factors = { short_factor: Array(8).fill(1), long_factor: Array(8).fill(2) };
    const contexts = { max_position_embeddings: 4096, original_max_position_embeddings: 256 };
    const before = await golden('phi3', {
      ...contexts,
      rope_parameters: undefined,
      rope_scaling: { type: 'su', ...factors },
    });
    const spec = parseConfig(before);
    expect(rope(spec)?.tables[0]?.scaling).toEqual({
      ...{ type: 'longrope', shortFactors: Array(8).fill(1), longFactors: Array(8).fill(2) },
      ...{ attentionFactor: Math.sqrt(1.5), originalContext: 256 },
    });
    const rope_parameters = {
      rope_type: 'longrope',
      rope_theta: 10_000,
      original_max_position_embeddings: 256,
      ...factors,
    };
    const today = { max_position_embeddings: 4096, original_max_position_embeddings: undefined, rope_parameters };
    expect(parseConfig(await golden('phi3', today))).toEqual(spec);
  });

  it("folds Hunyuan's alpha into the theta", async () => {
    const scaling = { type: 'dynamic', alpha: 1000, factor: 1 };
    const spec = parseConfig(await golden('hunyuan_v1_dense', { rope_parameters: undefined, rope_scaling: scaling }));
    expect(rope(spec)?.tables).toEqual([{ theta: 10_000 * 1000 ** (16 / 14), scaling: { type: 'none' } }]);
  });
});

describe('an option that is not computed', () => {
  it.each([
    ['opt', { word_embed_proj_dim: 32 }, 'word_embed_proj_dim 32 must be hidden_size 64'],
    ['opt', { do_layer_norm_before: false }, 'do_layer_norm_before is false (only true is supported)'],
    ['gptj', { rotary_dim: null }, 'rotary_dim is null'],
    ['gptj', { rotary_dim: 7 }, 'the rotated part of head_dim must be even for rotary positions, got 7'],
    ['gptj', { rotary_dim: 32 }, 'rotary_dim 32 exceeds the head size 16'],
    ['bloom', { apply_residual_connection_post_layernorm: true }, 'apply_residual_connection_post_layernorm is true'],
    ['stablelm', { qk_layernorm: true }, 'qk_layernorm is true'],
    ['gpt2', { scale_attn_by_inverse_layer_idx: true }, 'scale_attn_by_inverse_layer_idx is true'],
    ['gpt2', { add_cross_attention: true }, 'add_cross_attention is true'],
    ['gpt2', { n_embd: 'wide' }, 'n_embd is "wide"'],
    ['olmo', { clip_qkv: 8 }, 'clip_qkv is 8'],
    ['falcon', { parallel_attn: false }, 'parallel_attn false is not supported with new_decoder_architecture'],
    ['gemma3_text', { use_bidirectional_attention: true }, 'use_bidirectional_attention is true'],
    ['gemma2', { layer_types: Array(4).fill('chunked_attention') }, 'layer_types.0 is "chunked_attention"'],
    ['gemma2', { layer_types: ['full_attention'] }, 'layer_types names 1 layers, num_hidden_layers is 4'],
    ['smollm3', { no_rope_layers: [1] }, 'no_rope_layers names 1 layers, num_hidden_layers is 4'],
    ['qwen2', { hidden_act: 'xielu' }, 'hidden_act is "xielu"'],
    ['qwen2', { num_experts: 60 }, 'num_experts 60: mixtures of experts are not supported'],
    ['starcoder2', { mlp_type: 'gated' }, 'mlp_type is "gated"'],
    ['hunyuan_v1_dense', { use_cla: true }, 'use_cla is true'],
    ['gpt2', { activation_function: 'swiglu' }, 'activation_function is "swiglu" (supported: silu, swish, gelu'],
    ['olmo2', { rope_parameters: { full_attention: {} } }, 'rope_parameters.full_attention is {}'],
    ['phi', { rope_parameters: { partial_rotary_factor: 'half' } }, 'rope_parameters.partial_rotary_factor is "half"'],
    ['llama', { rope_interleaved: true }, 'rope_interleaved is true'],
    [
      'phi3',
      { rope_scaling: { type: 'su', short_factor: [1], long_factor: [1] }, rope_parameters: undefined },
      'short_factor',
    ],
  ])('of %s is refused by name and value (%#)', async (name, changes, message) => {
    const config = await golden(name, changes);
    expect(() => parseConfig(config)).toThrow(expect.objectContaining({ code: 'model-invalid' }));
    expect(() => parseConfig(config)).toThrow(message);
  });
});
