// The suite `timing`: time to first token of full prefill and LazyLLM in turns, on random prompts.

import { estimate } from '@/lib/engine/cost';
import { createRandom } from '@/lib/engine/sample';
import { formatSchedule } from '@/lib/engine/schedule';
import type { Schedule } from '@/lib/engine/types';
import { layerFlops } from '@/lib/model/spec';
import { summarizeSamples } from '@/lib/trace/statistics';
import type { LoadedModel } from '@/lib/worker/protocol';
import { configOf, type BenchOptions } from './options';
import type { TimingResult } from './results';

/** Every schedule, and keep-all with the first schedule's layers, at every length, on random ids. */
export async function* timing(
  { client, settings, signal }: BenchOptions,
  model: LoadedModel,
): AsyncGenerator<TimingResult> {
  const [first = []] = settings.schedules;
  const keepAll: Schedule = first.map(({ layer }) => ({ layer, keep: 1 }));
  for (const length of settings.lengths) {
    const ids = randomIds(length, model.spec.vocabSize);
    for (const schedule of [...(settings.keepall === '1' ? [keepAll] : []), ...settings.schedules]) {
      const config = configOf(schedule, settings.maxNewTokens);
      const { repeats, warmups } = settings;
      const comparison = await client.call(
        'compare',
        {
          input: { ids, text: '', pieces: ids.map(() => '') },
          config,
          repeats,
          warmups,
          title: 'bench',
          presetId: null,
          expected: null,
          select: settings.select,
        },
        { signal },
      );
      const { full, pruned, speedup } = summarizeSamples(comparison.timing.samples);
      if (!full.ttft || !pruned.ttft || speedup === null) continue;
      const ideal = estimate(config, length, model.spec.layers, layerFlops(model.spec)).idealSpeedup;
      yield {
        kind: 'timing',
        length,
        schedule: formatSchedule(schedule),
        full: full.ttft,
        pruned: pruned.ttft,
        speedup,
        ideal,
        efficiency: speedup / ideal,
        decodeMs: { full: full.decodeStep?.median ?? null, pruned: pruned.decodeStep?.median ?? null },
        raw: { full: full.ttftMs, pruned: pruned.ttftMs },
      };
    }
  }
}

function randomIds(length: number, vocabSize: number): number[] {
  const random = createRandom(length);
  // The lowest ids are special tokens in every vocabulary that LazyLens knows.
  return Array.from({ length }, () => 16 + Math.floor(random() * (vocabSize - 16)));
}
