import { describe, expect, it } from 'vitest';
import { createReferenceBackend } from '@/lib/backends/reference';
import { compareAttention } from '@/lib/backends/ort/selfCheck';
import { readGolden } from '../fixtures/goldens';

describe.each(['llama', 'mistral_sliding', 'bloom', 'gemma2'])('the check of attention, golden %s', async (family) => {
  const { spec, weights } = await readGolden(family);
  const right = await createReferenceBackend(spec, weights);

  it('passes a backend that computes attention in any order of arrival', async () => {
    const { difference, ok } = await compareAttention(right, right);
    expect(difference).toBeLessThan(1e-5);
    expect(ok).toBe(true);
  });

  it('fails one whose attention is wrong', async () => {
    const attention = { ...spec.attention, scale: spec.attention.scale * 1.5 };
    const wrong = await createReferenceBackend({ ...spec, attention }, weights);
    const { difference, ok } = await compareAttention(wrong, right);
    expect(difference).toBeGreaterThan(1e-3);
    expect(ok).toBe(false);
  });
});
