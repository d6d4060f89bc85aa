// Schedules and generation settings: checking, spelling, and cutting the layers into segments. Knows no positions.

import { AppError, unreachable } from '@/lib/errors';
import type { GenerateConfig, PruningStage, Schedule } from './types';

/** A run of layers between two pruning stages; every layer of a segment holds KV for the same positions. */
export interface Segment {
  /** 0..S. */
  readonly index: number;
  /** Layers counted from 1, both ends included. */
  readonly firstLayer: number;
  readonly lastLayer: number;
  /** The stage that prunes after `lastLayer`; null in the last segment. */
  readonly stage: PruningStage | null;
}

/**
 * Refuses a schedule that a model of `layers` layers cannot run: layers must rise within 1..layers-1 (pruning after the last
 * layer would save nothing), keep ratios lie in (0, 1]. Throws AppError `schedule-invalid`.
 */
export function checkSchedule(schedule: Schedule, layers: number): void {
  let previous = 0;
  for (const { layer, keep } of schedule) {
    if (!Number.isInteger(layer) || layer < 1) {
      throw invalid(`pruning layer must be a whole number from 1 on, got ${layer}`);
    }
    if (layer >= layers) {
      const range = layers > 1 ? `prune after layers 1 to ${layers - 1}` : 'remove the stage';
      throw invalid(`pruning after layer ${layer} saves nothing in a model of ${layers} layers; ${range}`);
    }
    if (layer === previous) throw invalid(`layer ${layer} is listed twice; give each pruning layer once`);
    if (layer < previous) throw invalid(`pruning layers must rise, got ${layer} after ${previous}; sort them`);
    if (!(keep > 0 && keep <= 1)) throw invalid(`keep ratio must be in (0, 1], got ${keep} after layer ${layer}`);
    previous = layer;
  }
}

/** Refuses settings that no generation can run. Throws AppError `schedule-invalid` or `input-invalid`. */
export function checkConfig(config: GenerateConfig, layers: number): void {
  checkSchedule(config.schedule, layers);
  const { sinks, maxNewTokens, temperature, seed } = config;
  if (!Number.isInteger(sinks) || sinks < 0) throw refused(`sinks must be a whole number from 0 on, got ${sinks}`);
  if (!Number.isInteger(maxNewTokens) || maxNewTokens < 1) {
    throw refused(`max new tokens must be a whole number from 1 on, got ${maxNewTokens}`);
  }
  if (!(temperature >= 0 && temperature < Infinity)) {
    throw refused(`temperature must be a number from 0 (greedy) on, got ${temperature}`);
  }
  if (!Number.isInteger(seed)) throw refused(`seed must be a whole number, got ${seed}`);
}

/**
 * Reads `"4:0.5,8:0.5"` (LAYER:KEEP, by commas); the empty string is the empty schedule. Only the spelling is checked here,
 * the numbers by `checkSchedule`. Throws AppError `schedule-invalid`.
 */
export function parseSchedule(text: string): Schedule {
  if (text.trim() === '') return [];
  return text.split(',').map((part) => {
    const [, layer, keep] = /^\s*(-?\d+)\s*:\s*(\S+)\s*$/.exec(part) ?? [];
    if (!keep) throw invalid(`schedule part "${part.trim()}" is not LAYER:KEEP; write for example 4:0.5,8:0.5`);
    if (Number.isNaN(Number(keep))) throw invalid(`keep ratio must be in (0, 1], got ${keep} after layer ${layer}`);
    return { layer: Number(layer), keep: Number(keep) };
  });
}

/** Spells a schedule so that `parseSchedule` gives it back. */
export function formatSchedule(schedule: Schedule): string {
  return schedule.map(({ layer, keep }) => `${layer}:${keep}`).join(',');
}

/** Cuts layers 1..`layers` after each stage: S stages make S + 1 segments. */
export function segmentsOf(schedule: Schedule, layers: number): Segment[] {
  const ends = [...schedule.map((stage) => stage.layer), layers];
  return ends.map((lastLayer, index) => ({
    index,
    firstLayer: (ends[index - 1] ?? 0) + 1,
    lastLayer,
    stage: schedule[index] ?? null,
  }));
}

/** The stages that the mode really uses: none in `full`, the first in `static`, all otherwise. */
export function effectiveSchedule({ mode, schedule }: Pick<GenerateConfig, 'mode' | 'schedule'>): Schedule {
  switch (mode) {
    case 'full':
      return [];
    case 'static':
      return schedule.slice(0, 1);
    case 'lazyllm':
    case 'progressive':
    case 'revive-all':
      return schedule;
    default:
      return unreachable(mode);
  }
}

const invalid = (message: string) => new AppError('schedule-invalid', message);
const refused = (message: string) => new AppError('input-invalid', message);
