// Rotation angles: the tables that graphs take against the reference backend's own, and against values worked out by hand.

import { describe, expect, it } from 'vitest';
import { layerRotations } from '@/lib/backends/reference/rope';
import { parseConfig } from '@/lib/model/config';
import { ropeFrequencies, ropeRows } from '@/lib/model/rope';
import type { RopeScaling, RopeTable } from '@/lib/model/spec';

const DIMS = 64;
const longrope: RopeScaling = {
  type: 'longrope',
  shortFactors: Array.from({ length: DIMS / 2 }, (_, i) => 1 + i / 10),
  longFactors: Array.from({ length: DIMS / 2 }, (_, i) => 2 + i),
  attentionFactor: 1.19,
  originalContext: 4096,
};
const yarn: RopeScaling = {
  ...{ type: 'yarn', factor: 4, attentionFactor: 1.1386, betaFast: 32, betaSlow: 1 },
  ...{ truncate: true, originalContext: 32_768 },
};
const scalings: readonly RopeScaling[] = [
  { type: 'none' },
  { type: 'linear', factor: 2 },
  { type: 'llama3', factor: 8, lowFreqFactor: 1, highFreqFactor: 4, originalContext: 8192 },
  yarn,
  { ...yarn, truncate: false },
  longrope,
];

const specOf = (table: RopeTable) => {
  const spec = parseConfig({
    ...{ model_type: 'llama', hidden_size: 64, num_attention_heads: 1, num_hidden_layers: 1, intermediate_size: 64 },
    ...{ vocab_size: 8, max_position_embeddings: 131_072 },
  });
  const positions = { kind: 'rope', dims: DIMS, interleaved: false, tables: [table], layers: [0] } as const;
  return { ...spec, positions: { ...positions, tables: [table], layers: [0] } };
};

describe('rotation angles', () => {
  it.each(scalings)('of $type are those of the reference backend, at any length', (scaling) => {
    const table = { theta: 1e6, scaling };
    for (const sequence of [100, 4096, 4097, 50_000]) {
      const [rotation] = layerRotations(specOf(table), sequence);
      const angles = ropeFrequencies(table, DIMS, sequence);
      expect(angles).toHaveLength(DIMS / 2);
      angles.forEach((angle, i) => expect(angle / (rotation?.angles[i] ?? NaN)).toBeCloseTo(1, 12));
      const { cos, sin } = ropeRows(table, DIMS, [0, 7], sequence);
      expect(cos[0]).toBeCloseTo(rotation?.factor ?? NaN, 6);
      expect(sin[DIMS / 2]).toBeCloseTo((rotation?.factor ?? NaN) * Math.sin(7 * (rotation?.angles[0] ?? NaN)), 6);
    }
  });

  it('of YaRN leave the pairs that turn often alone and slow down those that turn less than once', () => {
    const table = { theta: 1e6, scaling: yarn };
    const plain = ropeFrequencies({ theta: 1e6, scaling: { type: 'none' } }, DIMS);
    const share = ropeFrequencies(table, DIMS).map((angle, i) => angle / (plain[i] ?? NaN));
    // 32 turns in 32,768 positions: pair 32 ln(32768 / (64 pi)) / ln(1e6) = 11.8; 1 turn: pair 19.8.
    expect(share.slice(0, 12).every((ratio) => ratio === 1)).toBe(true);
    expect(share[12]).toBeLessThan(1);
    expect(share[19]).toBeGreaterThan(0.25);
    share.slice(20).forEach((ratio) => expect(ratio).toBeCloseTo(0.25, 12));
  });

  it('of LongRoPE change where the run exceeds the original context, and are not guessed', () => {
    const table = { theta: 1e4, scaling: longrope };
    expect(ropeFrequencies(table, DIMS, 4096)[0]).toBe(1);
    expect(ropeFrequencies(table, DIMS, 4097)[0]).toBe(0.5);
    expect(() => ropeFrequencies(table, DIMS)).toThrow('LongRoPE needs the length that the run may reach');
  });
});
