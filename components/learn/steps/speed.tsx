// Step 8: what the first token gains.

import { estimate } from '@/lib/engine/cost';
import { layerFlops } from '@/lib/model/spec';
import { describeSpeedup, summarizeSamples } from '@/lib/trace/statistics';
import { formatMs, formatTimes } from '@/components/run/format';
import { TtftPanel } from '@/components/run/timing/TtftPanel';
import { KeepCeiling } from '../diagrams/KeepCeiling';
import type { Step, StepView } from '../lesson';
import { Num } from '../words';

const WANTED = 3;

export const speed: Step = {
  name: 'speed',
  label: 'Speed',
  title: 'What the first token gains',
  run: 'passkey',
  opening: () => ({}),
  text: ({ pruned, timing }) => {
    const { full, pruned: lazy, speedup } = summarizeSamples(timing.samples);
    const { spec } = pruned.model;
    const { idealSpeedup } = estimate(pruned.config, pruned.input.ids.length, spec.layers, layerFlops(spec));
    return (
      <>
        {full.ttft && lazy.ttft && speedup !== null && (
          <p>
            Both sides ran in turns, {lazy.ttft.n} times each. The first token came after{' '}
            <Num>{formatMs(lazy.ttft.median)}</Num> in place of <Num>{formatMs(full.ttft.median)}</Num>, medians:{' '}
            <Num>{describeSpeedup(speedup)}</Num>. The operations saved would allow{' '}
            <Num>{formatTimes(idealSpeedup)}</Num>. That is the ceiling; scoring, choosing and moving rows cost time
            too, and small runs scatter.
          </p>
        )}
        <p>
          Keep less, and the ceiling rises with the risk. In the paper, Llama 2 7B answers multi-document questions 2.34
          times faster at a loss of at most 1%, and 3 times faster at a loss of up to 10%.
        </p>
      </>
    );
  },
  View: TimesAndCeiling,
  task: () => `Lower the keep ratio until the ceiling reaches ${WANTED}×. How many tokens are left at the end?`,
};

function TimesAndCeiling({ run, trace, onDone }: StepView) {
  return (
    <div className="flex flex-col gap-6">
      <TtftPanel {...run.comparison} />
      <KeepCeiling trace={trace} onCeiling={(ceiling) => ceiling >= WANTED && onDone()} />
    </div>
  );
}
