// The suite `answers`: what every preset is answered with.

import { presets } from '@/lib/presets/presets';
import { summarizeSamples } from '@/lib/trace/statistics';
import { configOf, type BenchOptions } from './options';
import type { AnswerResult } from './results';

/** Every preset under the first schedule. */
export async function* answers({ client, settings, tokenizer, signal }: BenchOptions): AsyncGenerator<AnswerResult> {
  const { encode, decode } = await tokenizer();
  const [schedule = []] = settings.schedules;
  for (const { id, text, expected, maxNewTokens } of presets) {
    const input = { ...encode(text), text };
    const config = configOf(schedule, maxNewTokens);
    const { full, pruned, fidelity, timing } = await client.call(
      'compare',
      { input, config, repeats: settings.repeats, warmups: settings.warmups, title: id, presetId: id, expected },
      { signal },
    );
    yield {
      kind: 'answer',
      preset: id,
      tokens: input.ids.length,
      expected,
      full: decode(full.output.ids),
      pruned: decode(pruned.output.ids),
      fullIds: full.output.ids,
      prunedIds: pruned.output.ids,
      kl: fidelity.kl,
      speedup: summarizeSamples(timing.samples).speedup,
    };
  }
}
