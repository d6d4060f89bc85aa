// Step 5: the Aux Cache.

import { firstRevived, parkedAfterPrefill, prefillStages, survives } from '@/lib/learn/facts';
import { FateMap } from '@/components/views/FateMap/FateMap';
import { formatCount, stepName } from '@/components/views/format';
import { TokenDetail } from '@/components/views/PromptText/TokenDetail';
import type { Step, StepView } from '../lesson';
import { listed, Num, Said } from '../words';

export const auxCache: Step = {
  name: 'aux-cache',
  label: 'Aux Cache',
  title: 'Parked, not thrown away',
  run: 'passkey',
  opening: ({ pruned }) => ({
    step: 0,
    layer: (prefillStages(pruned)[0]?.layer ?? 0) + 1,
    position: firstRevived(pruned)?.position ?? null,
  }),
  text: ({ pruned }) => {
    const layer = prefillStages(pruned)[0]?.layer ?? 0;
    const parked = parkedAfterPrefill(pruned).filter(({ waiting }) => waiting > 0);
    const all = parked.reduce((sum, { waiting }) => sum + waiting, 0);
    const revived = firstRevived(pruned);
    return (
      <>
        <p>
          A later step may want what was pruned now. To run it again from layer 1 would cost what pruning saved. So
          LazyLLM parks it: the hidden state with which the token left layer {layer},{' '}
          {formatCount(pruned.model.spec.hidden)} numbers, goes into the <em>Aux Cache</em> and waits at the entrance of
          layer {layer + 1}.
        </p>
        <p>
          After this prefill <Num>{formatCount(all)}</Num> of {formatCount(pruned.input.ids.length)} tokens wait:{' '}
          {listed(parked.map(({ firstLayer, waiting }) => `${formatCount(waiting)} at layer ${firstLayer}`))}.
          {revived && (
            <>
              {' '}
              The pinned one, <Said>{pruned.input.pieces[revived.position] ?? ''}</Said>, was taken up again in{' '}
              {stepName(revived.step)}, where it had stopped. Its life stands below the map, a column a step.
            </>
          )}
        </p>
      </>
    );
  },
  View: MapAndLife,
  task: () => 'Click a hatched column. Where does that token wait, and does it ever come back?',
  done: ({ position }, { pruned }) =>
    position !== null &&
    position < pruned.input.ids.length &&
    position !== firstRevived(pruned)?.position &&
    !survives(pruned, position),
};

function MapAndLife(view: StepView) {
  const { position } = view.selection;
  return (
    <div className="flex flex-col gap-4">
      <FateMap {...view} />
      {position !== null && <TokenDetail {...view} position={position} />}
    </div>
  );
}
