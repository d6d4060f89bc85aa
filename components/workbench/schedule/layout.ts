// The layer diagram as marks: one column a layer, as high as the part of the prompt active there. Pure geometry.

import { scaleLinear } from 'd3-scale';
import type { PruningStage, Schedule } from '@/lib/engine/types';

export interface LayerColumn {
  /** Counted from 1. */
  readonly layer: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Part of the prompt active in this layer, 0..1. */
  readonly share: number;
}

/** The handle of a stage: at the boundary after its layer, at the height of what is left. */
export interface StageMark {
  readonly index: number;
  readonly stage: PruningStage;
  readonly x: number;
  /** Height of the active set before and after. */
  readonly yBefore: number;
  readonly yAfter: number;
  readonly shareBefore: number;
  readonly shareAfter: number;
}

export interface ScheduleLayout {
  readonly width: number;
  readonly height: number;
  readonly baseline: number;
  readonly columns: readonly LayerColumn[];
  readonly stages: readonly StageMark[];
  /** Boundary nearest to a place: the layer pruned after, 1..L-1. */
  layerAt(x: number): number;
  /** Keep ratio that brings stage `index` to the height y. */
  keepAt(index: number, y: number): number;
}

export interface ScheduleBox {
  readonly width: number;
  readonly height: number;
  /** Room above the columns for the handles, and below for layer numbers. */
  readonly top: number;
  readonly bottom: number;
}

/** Lays a valid schedule out. */
export function layoutSchedule(schedule: Schedule, layers: number, box: ScheduleBox): ScheduleLayout {
  const x = scaleLinear([0, layers], [0, box.width]);
  const baseline = box.height - box.bottom;
  const y = scaleLinear([0, 1], [baseline, box.top]);
  const columns: LayerColumn[] = [];
  const stages: StageMark[] = [];
  let share = 1;
  for (let layer = 1; layer <= layers; layer++) {
    const gapWidth = 1;
    columns.push({
      layer,
      x: x(layer - 1) + gapWidth / 2,
      y: y(share),
      width: Math.max(1, x(layer) - x(layer - 1) - gapWidth),
      height: baseline - y(share),
      share,
    });
    const index = schedule.findIndex((stage) => stage.layer === layer);
    const stage = schedule[index];
    if (!stage) continue;
    const after = share * stage.keep;
    stages.push({
      index,
      stage,
      x: x(layer),
      yBefore: y(share),
      yAfter: y(after),
      shareBefore: share,
      shareAfter: after,
    });
    share = after;
  }
  return {
    width: box.width,
    height: box.height,
    baseline,
    columns,
    stages,
    layerAt: (px) => Math.min(layers - 1, Math.max(1, Math.round(x.invert(px)))),
    keepAt: (index, py) => {
      const before = stages.find((mark) => mark.index === index)?.shareBefore ?? 1;
      return y.invert(py) / before;
    },
  };
}
