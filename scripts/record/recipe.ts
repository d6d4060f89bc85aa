// What a recorded run is made from, and what the words about it claim of the outcome. Knows no model.

import type { Mode } from '@/lib/engine/types';
import { AppError } from '@/lib/errors';
import { type EntryWords, entryOf, watchFaults } from '@/lib/experiment/entry';
import { presets } from '@/lib/presets/presets';
import type { Preset } from '@/lib/presets/schema';
import type { Comparison } from '@/lib/trace/schema';
import { summarizeSamples } from '@/lib/trace/statistics';

export interface Recipe extends EntryWords {
  /** Id of the preset whose prompt is run. */
  readonly preset: string;
  /** As in a link: `4:0.3,8:0.3`; the usual one where not given. */
  readonly schedule?: string;
  readonly mode?: Exclude<Mode, 'full'>;
  /** Timed repeats a side, where the usual number takes too long or tells too little. */
  readonly repeats?: number;
  readonly claims: Claims;
}

/** What title, summary and hints say of the outcome: a run that turns out otherwise is refused. */
export interface Claims {
  readonly full: 'right' | 'wrong';
  readonly pruned: 'right' | 'wrong';
  readonly identical: boolean;
  /** Of the pruned side's median time to first token; not given where nothing is said about it. */
  readonly speed?: 'faster' | 'slower';
  /** Of its median decode step. */
  readonly step?: 'faster' | 'slower';
}

export const USUAL_SCHEDULE = '4:0.5,8:0.5,12:0.5';

/** The preset that is run. Throws AppError input-invalid where there is none of that name. */
export function presetOf({ id, preset }: Recipe): Preset {
  const found = presets.find((each) => each.id === preset);
  if (!found) throw new AppError('input-invalid', `recipe ${id}: there is no preset "${preset}"`);
  return found;
}

/** The preset whose own words are about this run; null where it is pruned otherwise. */
export function presetIdOf({ preset, schedule, mode }: Recipe): string | null {
  const isUsual = (schedule ?? USUAL_SCHEDULE) === USUAL_SCHEDULE && (mode ?? 'lazyllm') === 'lazyllm';
  return isUsual ? preset : null;
}

/** What in the recipe's words is not true of the run, one line each; none where all of it is. */
export function untruths(recipe: Recipe, run: Comparison): string[] {
  const { claims, watch, id } = recipe;
  const { answers, identical, speedup } = entryOf(recipe, `${id}.json`, run);
  const faults = watchFaults(watch, run);
  for (const side of ['full', 'pruned'] as const) {
    if (answers[side].right !== (claims[side] === 'right')) {
      faults.push(`the ${side} side answers "${answers[side].text}", which is not ${claims[side]}`);
    }
  }
  if (identical !== claims.identical) faults.push(`the outputs ${identical ? 'are equal' : 'differ'}`);
  if (claims.speed && isSlower(speedup) !== (claims.speed === 'slower')) {
    faults.push(`the first token is not ${claims.speed}: ${speedup}`);
  }
  const { full, pruned } = summarizeSamples(run.timing.samples);
  const steps = (full.decodeStep?.median ?? Number.NaN) / (pruned.decodeStep?.median ?? Number.NaN);
  if (claims.step && isSlower(steps) !== (claims.step === 'slower')) {
    faults.push(`decode steps are not ${claims.step}: ${steps}`);
  }
  return faults;
}

const isSlower = (speedup: number) => speedup < 1;
