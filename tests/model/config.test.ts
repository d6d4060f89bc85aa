import { describe, expect, it } from 'vitest';
import { AppError } from '@/lib/errors';
import { parseConfig } from '@/lib/model/config';

const base = {
  model_type: 'llama',
  vocab_size: 160,
  hidden_size: 64,
  intermediate_size: 96,
  num_hidden_layers: 4,
  num_attention_heads: 4,
};

function failure(json: unknown, generation?: unknown): string {
  try {
    parseConfig(json, generation);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(AppError);
    expect((thrown as AppError).code).toBe('model-invalid');
    return (thrown as AppError).message;
  }
  throw new Error('nothing was thrown');
}

describe('parseConfig', () => {
  it('fills what a config leaves out with the defaults of LlamaConfig', () => {
    expect(parseConfig(base)).toEqual({
      family: 'llama',
      layers: 4,
      hidden: 64,
      heads: 4,
      kvHeads: 4,
      headDim: 16,
      intermediate: 96,
      vocabSize: 160,
      context: 2048,
      embedding: { multiplier: 1, normed: false },
      norm: { kind: 'rms', epsilon: 1e-6, gain: true, bias: false, place: 'pre', final: true },
      parallel: 'none',
      attention: {
        scale: 0.25,
        softcap: null,
        inputBias: false,
        outputBias: false,
        qkNorm: null,
        windows: [null, null, null, null],
      },
      positions: {
        kind: 'rope',
        dims: 16,
        interleaved: false,
        tables: [{ theta: 10_000, scaling: { type: 'none' } }],
        layers: [0, 0, 0, 0],
      },
      mlp: { gated: true, activation: 'silu', bias: false },
      residualMultiplier: 1,
      head: { tied: false, bias: false, multiplier: 1, softcap: null },
      bosTokenId: null,
      eosTokenIds: [],
    });
  });

  it('reads rotary positions alike from rope_parameters and from rope_theta with rope_scaling', () => {
    const llama3 = {
      factor: 8,
      low_freq_factor: 1,
      high_freq_factor: 4,
      original_max_position_embeddings: 64,
    };
    const today = parseConfig({ ...base, rope_parameters: { ...llama3, rope_type: 'llama3', rope_theta: 500_000 } });
    const older = parseConfig({ ...base, rope_theta: 500_000, rope_scaling: { ...llama3, rope_type: 'llama3' } });
    expect(older).toEqual(today);
    expect(today.positions).toMatchObject({
      tables: [
        {
          theta: 500_000,
          scaling: { type: 'llama3', factor: 8, lowFreqFactor: 1, highFreqFactor: 4, originalContext: 64 },
        },
      ],
    });
    expect(parseConfig({ ...base, rope_scaling: { type: 'linear', factor: 2 } })).toEqual(
      parseConfig({ ...base, rope_parameters: { rope_type: 'linear', factor: 2, rope_theta: 1e4 } }),
    );
    expect(parseConfig({ ...base, rope_scaling: null })).toEqual(parseConfig(base));
  });

  it('takes the end tokens of generation_config.json before those of config.json', () => {
    const config = { ...base, bos_token_id: 1, eos_token_id: 2 };
    expect(parseConfig(config).eosTokenIds).toEqual([2]);
    expect(parseConfig(config, { eos_token_id: [2, 7] }).eosTokenIds).toEqual([2, 7]);
    expect(parseConfig(config, {}).eosTokenIds).toEqual([2]);
  });

  it.each([
    [null, 'config.json: the file is null'],
    [{ ...base, model_type: 'mamba' }, 'model_type "mamba" is not supported; supported: arcee, bloom, cohere'],
    [
      { model_type: 'gemma3', text_config: { model_type: 'gemma3_text' } },
      'model_type "gemma3" reads more than text, which is not supported; choose a text-only model; supported: arcee',
    ],
    [{ ...base, num_local_experts: 8 }, 'num_local_experts 8: mixtures of experts are not supported'],
    [{ ...base, partial_rotary_factor: 0.5 }, 'partial_rotary_factor must be 1, got 0.5'],
    [{ ...base, model_type: undefined }, 'config.json: model_type is missing'],
    [{ ...base, hidden_size: undefined }, 'config.json: hidden_size is missing'],
    [{ ...base, hidden_size: '64' }, 'config.json: hidden_size is "64"'],
    [{ ...base, hidden_size: 65 }, 'config.json: hidden_size 65 is not a multiple of num_attention_heads 4'],
    [{ ...base, head_dim: 15 }, 'config.json: head_dim must be even for rotary positions, got 15'],
    [{ ...base, num_key_value_heads: 3 }, 'num_attention_heads 4 is not a multiple of num_key_value_heads 3'],
    [{ ...base, num_hidden_layers: 0 }, 'config.json: num_hidden_layers is 0'],
    [{ ...base, hidden_act: 'xielu' }, 'config.json: hidden_act is "xielu" (supported: silu, swish, gelu'],
    [{ ...base, rope_scaling: { rope_type: 'mrope' } }, 'rope_scaling.rope_type "mrope" is not supported'],
    [{ ...base, rope_parameters: { rope_type: 'linear' } }, 'config.json: rope_parameters.factor is missing'],
    [{ ...base, eos_token_id: 160 }, 'eos_token_id 160 is outside the vocabulary: vocab_size is 160'],
    [{ ...base, eos_token_id: 'x' }, 'config.json: eos_token_id is "x"'],
    [{ ...base, quantization_config: { quant_method: 'gptq' } }, 'quant_method "gptq" is not supported'],
  ])('names the field and the value that is wrong (%#)', (json, message) => {
    expect(failure(json)).toContain(message);
  });
});
