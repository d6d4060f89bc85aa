// Step 3: pruning after a layer.

import { prefillStages } from '@/lib/learn/facts';
import { indexOfPosition } from '@/lib/trace/select';
import { formatPercent } from '@/components/run/format';
import { formatCount, formatScore } from '@/components/views/format';
import { PromptText } from '@/components/views/PromptText/PromptText';
import type { Step } from '../lesson';
import { Num } from '../words';

export const pruning: Step = {
  name: 'pruning',
  label: 'Pruning',
  title: 'Prune after a layer',
  run: 'passkey',
  opening: ({ pruned }) => ({ step: 0, layer: (prefillStages(pruned)[0]?.layer ?? 0) + 1 }),
  text: ({ pruned }) => {
    const stage = prefillStages(pruned)[0];
    if (!stage) return null;
    const { layer, keep, kept, active, threshold } = stage;
    return (
      <>
        <p>
          So rank the tokens by importance and let the best go on. This run keeps {keep !== null && formatPercent(keep)}{' '}
          after layer {layer}: <Num>{formatCount(kept.length)}</Num> of {formatCount(active.length)} tokens enter layer{' '}
          {layer + 1}.{' '}
          {threshold !== null && (
            <>
              The last of them scored <Num>{formatScore(threshold)}</Num>; those that scored less stop here.
            </>
          )}{' '}
          The last token always stays, since it is the one that asks.
        </p>
        <p>
          The text shows layer {layer + 1}: marked words are computed there, dashed ones are not. Nothing was trained
          for this, and no weight of the model changed. The same model skips work.
        </p>
      </>
    );
  },
  View: PromptText,
  task: () => 'Click a dashed word and read with which score it was pruned.',
  done: ({ position }, { pruned }) => {
    const kept = prefillStages(pruned)[0]?.kept ?? [];
    return position !== null && position < pruned.input.ids.length && indexOfPosition(kept, position) < 0;
  },
};
