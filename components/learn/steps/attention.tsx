// Step 2: what the last token looks at.

import { belowEqualShare, heaviest, prefillStages, tokensHolding } from '@/lib/learn/facts';
import { Importance } from '@/components/views/Importance/Importance';
import { formatCount } from '@/components/views/format';
import type { Step } from '../lesson';
import { Num, Said } from '../words';

export const attention: Step = {
  name: 'attention',
  label: 'Attention',
  title: 'What the last token looks at',
  run: 'passkey',
  opening: ({ pruned }) => ({ step: 0, layer: prefillStages(pruned)[0]?.layer ?? 1, scale: 'linear' }),
  text: ({ pruned }) => {
    const stage = prefillStages(pruned)[0];
    if (!stage) return null;
    const { scores, layer } = stage;
    const position = heaviest(stage);
    return (
      <>
        <p>
          The first token of the answer is computed at one place: the last prompt token. In each layer it looks back
          over the prompt, and attention says how much of every token it takes in. The bars are these weights in layer{' '}
          {layer}, averaged over its {pruned.model.spec.heads} heads, which look side by side, each for something else.
          The paper calls this the importance of a token (Eq. 1).
        </p>
        <p>
          The weights are very unequal. Half of all lies on <Num>{tokensHolding(scores, 0.5)}</Num> of{' '}
          {formatCount(scores.length)} tokens, the most on <Said>{pruned.input.pieces[position] ?? ''}</Said> in the
          question, and <Num>{formatCount(belowEqualShare(scores))}</Num> tokens get less than an equal share. Most of
          the prompt hardly matters to the next token.
        </p>
      </>
    );
  },
  View: Importance,
  task: () => 'Set the scale to log. The tokens that seemed to have no weight have a little, and an order.',
  done: ({ scale }) => scale === 'log',
};
