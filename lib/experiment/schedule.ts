// Changes to a schedule that keep it valid: layers rise within 1..L-1, keep ratios within 0.05..1. Pure.

import type { PruningStage, Schedule } from '@/lib/engine/types';

export const KEEP_MIN = 0.05;
export const KEEP_MAX = 1;

/** Moves or resizes one stage; a layer stops at its neighbours, a keep ratio at its limits. */
export function moveStage(schedule: Schedule, index: number, to: Partial<PruningStage>, layers: number): Schedule {
  return schedule.map((stage, i) => {
    if (i !== index) return stage;
    const [low, high] = layerRange(schedule, index, layers);
    return {
      layer: clamp(Math.round(to.layer ?? stage.layer), low, high),
      keep: Math.round(clamp(to.keep ?? stage.keep, KEEP_MIN, KEEP_MAX) * 100) / 100,
    };
  });
}

/** Layers that a stage may move to without passing a neighbour, both ends included. */
export function layerRange(schedule: Schedule, index: number, layers: number): [number, number] {
  return [(schedule[index - 1]?.layer ?? 0) + 1, (schedule[index + 1]?.layer ?? layers) - 1];
}

/** Adds a stage in the middle of the widest gap, keeping half; the schedule itself where no layer is free. */
export function addStage(schedule: Schedule, layers: number): Schedule {
  const ends = [0, ...schedule.map((stage) => stage.layer), layers];
  let widest = 0;
  for (let i = 1; i < ends.length; i++) {
    if (gap(ends, i) > gap(ends, widest + 1)) widest = i - 1;
  }
  if (gap(ends, widest + 1) < 2) return schedule;
  const layer = Math.round(((ends[widest] ?? 0) + (ends[widest + 1] ?? layers)) / 2);
  return [...schedule.slice(0, widest), { layer, keep: 0.5 }, ...schedule.slice(widest)];
}

export function removeStage(schedule: Schedule, index: number): Schedule {
  return schedule.filter((_, i) => i !== index);
}

/** Fits a schedule to a model of `layers` layers: stages past its end are left out. */
export function fitSchedule(schedule: Schedule, layers: number): Schedule {
  return schedule.filter((stage) => stage.layer < layers);
}

/**
 * A schedule made for `from` layers, for a model of `to` layers: the same preset where it is one, else its stages at the same
 * fractions of depth; of stages that meet in one layer the first stays.
 */
export function scheduleFor(schedule: Schedule, from: number, to: number): Schedule {
  const preset = presetOf(schedule, from);
  if (preset) return preset.schedule(to);
  const moved = schedule.map(({ layer, keep }) => ({ layer: clamp(Math.round((layer / from) * to), 1, to - 1), keep }));
  const seen = new Set<number>();
  return moved.filter(({ layer }) => layer < to && !seen.has(layer) && seen.add(layer));
}

export interface SchedulePreset {
  readonly id: string;
  readonly title: string;
  readonly schedule: (layers: number) => Schedule;
}

/** Schedules by fraction of depth, so that they mean the same for every model. */
export const schedulePresets: readonly SchedulePreset[] = [
  { id: 'paper', title: 'Paper, Fig. 4a: 30/60/90% of depth, keep 0.7', schedule: atDepths([0.3, 0.6, 0.9], 0.7) },
  { id: 'quarters', title: '25/50/75% of depth, keep 0.5', schedule: atDepths([0.25, 0.5, 0.75], 0.5) },
  { id: 'half', title: 'Once at half depth, keep 0.5', schedule: atDepths([0.5], 0.5) },
  { id: 'keep-all', title: 'Keep all: measures the cost of pruning itself', schedule: atDepths([0.25, 0.5, 0.75], 1) },
];

/** The preset a schedule equals, or null. */
export function presetOf(schedule: Schedule, layers: number): SchedulePreset | null {
  const spelled = JSON.stringify(schedule.map(({ layer, keep }) => [layer, keep]));
  return (
    schedulePresets.find(
      (preset) => JSON.stringify(preset.schedule(layers).map(({ layer, keep }) => [layer, keep])) === spelled,
    ) ?? null
  );
}

function atDepths(fractions: readonly number[], keep: number): (layers: number) => Schedule {
  return (layers) => {
    const depths = new Set(fractions.map((fraction) => clamp(Math.round(fraction * layers), 1, layers - 1)));
    return [...depths].filter((layer) => layer >= 1 && layer < layers).map((layer) => ({ layer, keep }));
  };
}

function gap(ends: readonly number[], i: number): number {
  return (ends[i] ?? 0) - (ends[i - 1] ?? 0);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), Math.max(low, high));
}
