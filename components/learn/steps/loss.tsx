// Step 7: what pruning can lose.

import type { Range } from '@/lib/learn/facts';
import { survivors } from '@/lib/learn/facts';
import type { Comparison } from '@/lib/trace/schema';
import { formatSmall } from '@/components/run/format';
import { OutputsPanel } from '@/components/run/OutputsPanel';
import { findMatches } from '@/components/views/PromptText/layout';
import { PromptText } from '@/components/views/PromptText/PromptText';
import type { Step, StepView } from '../lesson';
import { listed, Num, Said } from '../words';

export const loss: Step = {
  name: 'loss',
  label: 'Loss',
  title: 'What can be lost',
  run: 'quotation',
  opening: (comparison) => ({
    step: 0,
    layer: comparison.pruned.model.spec.layers,
    position: answerRange(comparison)?.first ?? null,
  }),
  text: (comparison) => {
    const { full, pruned, fidelity } = comparison;
    const range = answerRange(comparison);
    return (
      <>
        <p>
          A guess about what will matter can be wrong. Here the model is to complete a sentence that stands in the
          prompt. Full prefill begins <Said>{opening(full.output.pieces)}</Said>, LazyLLM{' '}
          <Said>{opening(pruned.output.pieces)}</Said>. KL between the distributions of the first token is{' '}
          <Num>{formatSmall(fidelity.kl)} nats</Num>: another answer altogether.
        </p>
        {range && (
          <p>
            To the layers that chose, that sentence looked like any other prose. Of the {range.last - range.first + 1}{' '}
            tokens that spell the rest of it, <Num>{listed(survivors(pruned, range).slice(1))}</Num> were left after the
            cuts. Revival comes too late: it begins with the second token, and the first was wrong already.
          </p>
        )}
        <p>
          The paper reports such losses as small on average: on LongBench, Llama 2 7B keeps 96.6% to 100.4% of its
          score, task by task.
        </p>
      </>
    );
  },
  View: AnswersAndPrompt,
  task: () => 'The answer’s first token is pinned in the text. Click the words after it: which were pruned, and where?',
  done: ({ position }, comparison) => {
    const range = answerRange(comparison);
    return range !== null && position !== null && position > range.first && position <= range.last;
  },
};

/** Where the expected answer stands in the prompt; null where it does not. */
function answerRange({ pruned, expected }: Comparison): Range | null {
  return findMatches(pruned.input.pieces, expected ?? '')[0] ?? null;
}

/** The first words of an output. */
function opening(pieces: readonly string[]): string {
  return `${pieces.slice(0, 5).join('').trim()}…`;
}

function AnswersAndPrompt(view: StepView) {
  return (
    <div className="flex flex-col gap-6">
      <OutputsPanel run={view.run} />
      <PromptText {...view} />
    </div>
  );
}
