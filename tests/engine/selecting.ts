// A backend that selects "on its device": the reference backend under a rule of its own, written apart from the engine's.

import type { Backend, BackendRun, PrefillPlan, Prefilled, SegmentPlan, Selected } from '@/lib/engine/backend';
import type { Position, TokenId } from '@/lib/engine/types';

/** Gives every run of a backend the capability `prefill`. `rank` orders two rows by score; the default is LazyLLM's rule. */
export function selecting(
  inner: Backend,
  onSettle: () => void = () => undefined,
  rank: (a: Scored, b: Scored) => number = (a, b) => b.score - a.score || b.position - a.position,
): Backend {
  return {
    ...inner,
    open(maxPositions) {
      const run = inner.open(maxPositions);
      return { ...run, prefill: (ids, plan) => prefill(run, ids, plan, onSettle, rank) };
    },
  };
}

interface Scored {
  readonly position: Position;
  readonly score: number;
}

async function* prefill(
  run: BackendRun,
  ids: readonly TokenId[],
  { segments, sinks, park }: PrefillPlan,
  onSettle: () => void,
  rank: (a: Scored, b: Scored) => number,
): AsyncGenerator<number, Prefilled> {
  let rows: Position[] = ids.map((_, position) => position);
  const selected: Selected[] = [];
  await run.embed(ids, rows);
  for (const { index, firstLayer, lastLayer, keep } of segments) {
    const plan: SegmentPlan = {
      index,
      firstLayer,
      lastLayer,
      active: rows,
      computed: rows,
      revived: [],
      scored: keep !== null,
    };
    await run.enter(plan);
    for (let layer = firstLayer; layer <= lastLayer; layer++) {
      await run.layer(layer, plan);
      yield layer;
    }
    if (keep === null) break;
    const scores = await run.scores(plan);
    const stays = (position: Position) => position < sinks || position === ids.length - 1;
    const ranked = rows
      .map((position, i) => ({ position, score: stays(position) ? Infinity : (scores[i] ?? 0) }))
      .sort(rank);
    const kept = ranked
      .slice(0, keep)
      .map(({ position }) => position)
      .sort((a, b) => a - b);
    const parked = rows.filter((position) => !kept.includes(position));
    await run.leave(plan, { carried: kept, parked: park ? parked : [] });
    selected.push({ scores, kept });
    rows = kept;
  }
  const logits = await run.logits();
  return {
    logits,
    settle: () => {
      onSettle();
      return Promise.resolve(selected);
    },
  };
}
