// A small whole comparison for tests of files and pages: eight prompt tokens, one pruning stage, one decode step with a revival.

import { parseConfig } from '@/lib/model/config';
import { comparisonSchema } from '@/lib/trace/schema';
import type { Comparison } from '@/lib/trace/schema';

const spec = parseConfig({
  model_type: 'llama',
  num_hidden_layers: 4,
  hidden_size: 8,
  num_attention_heads: 2,
  num_key_value_heads: 1,
  intermediate_size: 16,
  vocab_size: 50,
  max_position_embeddings: 64,
  tie_word_embeddings: true,
  bos_token_id: 1,
  eos_token_id: 2,
});

const all = [0, 1, 2, 3, 4, 5, 6, 7];

function trace(mode: 'full' | 'lazyllm') {
  const pruned = mode === 'lazyllm';
  const segments = pruned
    ? [
        {
          firstLayer: 1,
          lastLayer: 2,
          computed: all,
          revived: [],
          kept: [0, 3, 4, 7],
          scores: [0.4, 0.01, 0, 0.2, 0.19, 0.02, 0.08, 0.1],
        },
        { firstLayer: 3, lastLayer: 4, computed: [0, 3, 4, 7], revived: [], kept: null, scores: null },
      ]
    : [{ firstLayer: 1, lastLayer: 4, computed: all, revived: [], kept: null, scores: null }];
  const decode = pruned
    ? [
        {
          firstLayer: 1,
          lastLayer: 2,
          computed: [8],
          revived: [],
          kept: [0, 3, 5, 7, 8],
          scores: [0.3, 0, 0, 0.2, 0.1, 0.15, 0.05, 0.1, 0.1],
        },
        { firstLayer: 3, lastLayer: 4, computed: [5, 8], revived: [5], kept: null, scores: null },
      ]
    : [{ firstLayer: 1, lastLayer: 4, computed: [8], revived: [], kept: null, scores: null }];
  return {
    version: 1,
    engine: { lazylens: '0.1.0', onnxruntime: '1.30.0' },
    model: { id: 'tiny', sha256: null, spec },
    backend: { kind: 'reference', adapter: 'test', dtype: 'f32' },
    input: { ids: [1, 9, 8, 7, 6, 5, 4, 3], text: 'abcdefg', pieces: ['', 'a', 'b', 'c', 'd', 'e', 'f', 'g'] },
    config: {
      mode,
      schedule: [{ layer: 2, keep: 0.5 }],
      sinks: 0,
      pruneGenerated: true,
      maxNewTokens: 2,
      temperature: 0,
      seed: 0,
    },
    steps: [
      { kind: 'prefill', position: 7, tokenId: 3, segments, top: [[11, 3.5]], nextId: 11, ms: 20 },
      { kind: 'decode', position: 8, tokenId: 11, segments: decode, top: [[2, 1.5]], nextId: 2, ms: 2 },
    ],
    output: { ids: [11, 2], text: ' h', pieces: [' h', ''], stopReason: 'eos' },
    timings: { ttftMs: 20, decodeMs: [2], totalMs: 22 },
  };
}

/** The comparison, parsed anew for each test. */
export function tinyComparison(): Comparison {
  return comparisonSchema.parse({
    version: 1,
    kind: 'comparison',
    id: 'c-1',
    createdAt: '2026-11-24T00:00:00.000Z',
    title: 'Tiny',
    presetId: null,
    expected: 'h',
    full: trace('full'),
    pruned: trace('lazyllm'),
    timing: {
      loadMs: null,
      warmup: [],
      samples: [
        { mode: 'full', ttftMs: 20, decodeMs: [2], totalMs: 22 },
        { mode: 'lazyllm', ttftMs: 12, decodeMs: [3], totalMs: 15 },
      ],
    },
    fidelity: { argmaxEqual: true, kl: 0.01, maxLogitDifference: 0.2, firstDifference: null },
    environment: { userAgent: 'test', threads: 1, crossOriginIsolated: true },
  });
}
