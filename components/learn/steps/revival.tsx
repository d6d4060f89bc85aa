// Step 6: revival.

import { revivedIn } from '@/lib/learn/facts';
import { FateMap } from '@/components/views/FateMap/FateMap';
import { formatCount, stepName } from '@/components/views/format';
import { StepPlayer } from '@/components/views/StepPlayer/StepPlayer';
import { tellingStep } from '@/components/views/StepPlayer/story';
import type { Step, StepView } from '../lesson';
import { listed } from '../words';

export const revival: Step = {
  name: 'revival',
  label: 'Revival',
  title: 'Brought back when it matters',
  run: 'passkey',
  opening: ({ pruned }) => ({ step: tellingStep(pruned), layer: pruned.model.spec.layers }),
  text: ({ pruned }) => {
    const step = tellingStep(pruned);
    const revived = revivedIn(pruned, step);
    return (
      <>
        <p>
          Every decode step starts from the whole context again. The new token looks back, and each pruning layer ranks
          anew: what matters now may not have mattered before. Chosen tokens with keys and values in the KV cache are
          read from there. Chosen tokens that are parked are <em>revived</em>: they leave the Aux Cache and run beside
          the new token, through the layers that they have not seen yet.
        </p>
        <p>
          In {stepName(step)},{' '}
          {listed(
            revived.map(
              ({ firstLayer, count }, i) =>
                `${formatCount(count)}${i === 0 ? ' tokens came back' : ''} at layer ${firstLayer}`,
            ),
          )}
          . No token runs through the same layer twice: of the prompt, all steps together compute no more than full
          prefill does.
        </p>
      </>
    );
  },
  View: PlayerAndMap,
  task: () => 'Play the steps to the last one. When do most tokens come back, and why then?',
  done: ({ step }, { pruned }) => step === pruned.steps.length - 1,
};

function PlayerAndMap(view: StepView) {
  return (
    <div className="flex flex-col gap-5">
      <StepPlayer {...view} />
      <FateMap {...view} />
    </div>
  );
}
