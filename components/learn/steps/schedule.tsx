// Step 4: the progressive schedule.

import { aliveBySegment, prefillStages, prefillWork, survives } from '@/lib/learn/facts';
import { formatPercent } from '@/components/run/format';
import { FateMap } from '@/components/views/FateMap/FateMap';
import { formatCount } from '@/components/views/format';
import type { Step } from '../lesson';
import { listed, Num } from '../words';

export const schedule: Step = {
  name: 'schedule',
  label: 'Schedule',
  title: 'A little early, more later',
  run: 'passkey',
  opening: ({ pruned }) => ({ step: 0, layer: pruned.model.spec.layers }),
  text: ({ pruned }) => {
    const stages = prefillStages(pruned);
    const work = prefillWork(pruned);
    return (
      <>
        <p>
          One deep cut would have to come early to save much, and early layers judge worst: at the same keep ratio, the
          paper loses less the later it prunes (Fig. 6). So LazyLLM prunes in stages, each among those that are left.
          Here it does so after layers {listed(stages.map(({ layer }) => layer))}:{' '}
          <Num>{aliveBySegment(pruned).map(formatCount).join(' → ')}</Num> tokens.
        </p>
        <p>
          Each column of the map is a token, each row a layer, the first on top. Prefill computed{' '}
          <Num>{formatCount(work.computed)}</Num> of {formatCount(work.all)} token-layers,{' '}
          <Num>{formatPercent(work.computed / work.all)}</Num> of the whole.
        </p>
      </>
    );
  },
  View: FateMap,
  task: () =>
    'Click a column that is computed down to the last layer: a token that survived every cut. What do these have in common?',
  done: ({ position }, { pruned }) => position !== null && survives(pruned, position),
};
