// The bundled model's answers to the presets, on WASM: right with full prefill, and under the workbench's first schedule too.

import { describe, expect, it } from 'vitest';
import { defaultSettings } from '@/components/engine/settings';
import { generate } from '@/lib/engine/generate';
import type { Mode } from '@/lib/engine/types';
import { presets } from '@/lib/presets/presets';
import type { Preset } from '@/lib/presets/schema';
import { checkAnswer } from '@/lib/trace/answer';
import { record } from '@/lib/trace/record';
import { openLens } from '../fixtures/lens';

/** Kept to show that pruning can lose an answer; their titles say so. */
const losers = ['quotation'];
/** A lead in logits that the rounding of f16 does not turn round. */
const CLEAR_LEAD = 0.5;

const lens = openLens();
const { tokenizer } = lens;

/** The output text, and the smallest lead of a chosen token over the second best. */
async function answer({ text, maxNewTokens }: Preset, mode: Mode): Promise<{ output: string; lead: number }> {
  const { schedule, sinks, pruneGenerated } = defaultSettings;
  const { steps } = await record(
    generate(
      lens.backend,
      tokenizer.encode(text).ids,
      { mode, schedule, sinks, pruneGenerated, maxNewTokens, temperature: 0, seed: 0 },
      { now: () => 0, eosTokenIds: lens.model.spec.eosTokenIds },
    ),
  );
  const leads = steps.map(({ top: [first, second] }) => (first?.[1] ?? 0) - (second?.[1] ?? 0));
  return { output: tokenizer.decode(steps.map(({ nextId }) => nextId)), lead: Math.min(...leads) };
}

describe.each(presets.map((preset) => [preset.id, preset] as const))('%s', (id, preset) => {
  const expected = preset.expected ?? '';

  it('is answered rightly and clearly with full prefill', async () => {
    const { output, lead } = await answer(preset, 'full');
    expect(checkAnswer(output, expected), output).toMatchObject({ exact: true });
    expect(lead).toBeGreaterThan(CLEAR_LEAD);
  });

  const loses = losers.includes(id);
  it(loses ? 'loses its answer to pruning, as its title says' : 'keeps its answer under LazyLLM', async () => {
    const { output, lead } = await answer(preset, 'lazyllm');
    expect(checkAnswer(output, expected).exact, output).toBe(!loses);
    expect(lead).toBeGreaterThan(CLEAR_LEAD);
    if (loses) expect(preset.title).toContain('pruning loses');
  });
});
