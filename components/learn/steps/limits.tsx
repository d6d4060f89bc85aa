// Step 9: when pruning does not pay.

import { breakEven } from '@/lib/learn/facts';
import { summarizeSamples } from '@/lib/trace/statistics';
import { formatMs, formatTimes } from '@/components/run/format';
import { AnswerLength } from '../diagrams/AnswerLength';
import type { Step, StepView } from '../lesson';
import { Num } from '../words';

/** Part of a generation that the paper's first token takes (section 1): no speed-up of it can gain more than the rest allows. */
const PAPER_SHARE = 0.23;

export const limits: Step = {
  name: 'limits',
  label: 'Limits',
  title: 'When it does not pay',
  run: 'passkey',
  opening: () => ({}),
  text: ({ timing }) => {
    const { full, pruned } = summarizeSamples(timing.samples);
    const even = breakEven(full, pruned);
    return (
      <>
        {full.ttft && pruned.ttft && full.decodeStep && pruned.decodeStep && (
          <p>
            Only the first token gets faster. A decode step of full prefill finds everything in the KV cache:{' '}
            <Num>{formatMs(full.decodeStep.median)}</Num> here. LazyLLM’s also scores, and runs what it revives:{' '}
            <Num>{formatMs(pruned.decodeStep.median)}</Num>.{' '}
            {even !== null && even > 1 && (
              <>
                Its lead of {formatMs(full.ttft.median - pruned.ttft.median)} melts with each token written, and at this
                rate is gone with the <Num>{ordinal(even)}</Num>.
              </>
            )}
          </p>
        )}
        <p>
          Where the first token is a small part of the whole, little can be won. In the paper it takes 23% on average:
          even for nothing, the whole would be {formatTimes(1 / (1 - PAPER_SHARE))} faster at most. And a short prompt
          has little to prune, while choosing takes its time all the same.
        </p>
        <p>LazyLLM is for long prompts with short answers: a question about documents, a look-up, a few examples.</p>
      </>
    );
  },
  View: ({ run, onDone }: StepView) => (
    <AnswerLength timing={summarizeSamples(run.comparison.timing.samples)} onCaughtUp={onDone} />
  ),
  task: () => 'Let the answer grow until full prefill has caught up.',
};

function ordinal(n: number): string {
  const tail = n % 100 >= 11 && n % 100 <= 13 ? 0 : n % 10;
  return `${n}${['th', 'st', 'nd', 'rd'][tail] ?? 'th'}`;
}
