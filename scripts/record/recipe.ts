// What a recorded run is made from, and what the words about it claim of the outcome. Knows no model.

import type { Mode } from '@/lib/engine/types';
import { AppError } from '@/lib/errors';
import { type EntryWords, entryOf, type Watch, watchFaults } from '@/lib/experiment/entry';
import { prefillWork } from '@/lib/learn/facts';
import { presets } from '@/lib/presets/presets';
import type { Preset } from '@/lib/presets/schema';
import type { Comparison } from '@/lib/trace/schema';
import { summarize } from '@/lib/trace/statistics';
import { type Fact, factFaults } from './facts';
import { unheldFigures } from './figures';

/** What to look at, and what the sentence about it says, to be measured in the run. */
export interface CheckedWatch extends Watch {
  readonly facts: readonly [Fact, ...Fact[]];
}

export interface Recipe extends Omit<EntryWords, 'watch'> {
  readonly watch: CheckedWatch[];
  /** What is run: the prompt of the preset of this id, or one that only this recipe has. */
  readonly preset: string | OwnPrompt;
  /** As in a link: `4:0.3,8:0.3`; the usual one where not given. */
  readonly schedule?: string;
  readonly mode?: Exclude<Mode, 'full'>;
  /** Timed repeats a side, where the usual number takes too long or tells too little. */
  readonly repeats?: number;
  readonly claims: Claims;
}

export type OwnPrompt = Pick<Preset, 'text' | 'expected' | 'maxNewTokens'>;

/** What title, summary and hints say of the outcome: a run that turns out otherwise is refused. */
export interface Claims {
  readonly full: Verdict;
  readonly pruned: Verdict;
  readonly identical: boolean;
  /** Of the pruned side's median time to first token; not given where nothing is said about it. */
  readonly speed?: 'faster' | 'slower';
  /** Of its median time to the last token. */
  readonly whole?: 'slower';
  /** Of the median of its first decode step, or of each. */
  readonly slowerSteps?: 'first' | 'every';
  /** What a side answers, where the words name it. */
  readonly says?: { readonly full?: string; readonly pruned?: string };
  /** Share of the token-layers of full prefill that prefill stays below. */
  readonly prefillBelow?: number;
  /** KL(full || pruned) of the first token in nats. */
  readonly kl?: number;
}

/** `open`: no answer is expected. */
type Verdict = 'right' | 'wrong' | 'open';

export const USUAL_SCHEDULE = '4:0.5,8:0.5,12:0.5';

/** The prompt that is run. Throws AppError input-invalid where there is no preset of that name. */
export function promptOf({ id, preset }: Recipe): OwnPrompt {
  if (typeof preset !== 'string') return preset;
  const found = presets.find((each) => each.id === preset);
  if (!found) throw new AppError('input-invalid', `recipe ${id}: there is no preset "${preset}"`);
  return found;
}

/** The preset whose own words are about this run; null where it is pruned otherwise. */
export function presetIdOf({ preset, schedule, mode }: Recipe): string | null {
  const isUsual = (schedule ?? USUAL_SCHEDULE) === USUAL_SCHEDULE && (mode ?? 'lazyllm') === 'lazyllm';
  return isUsual && typeof preset === 'string' ? preset : null;
}

/** What in the recipe's words is not true of the run, one line each; none where all of it is. */
export function untruths(recipe: Recipe, run: Comparison): string[] {
  const { claims, watch, id } = recipe;
  const { answers, identical, speedup, wholeSpeedup } = entryOf(recipe, `${id}.json`, run);
  const faults = watchFaults(watch, run);
  if (faults.length > 0) return faults;
  for (const { text, at, facts } of watch) {
    faults.push(...factFaults(facts, at, run));
    for (const figure of unheldFigures(text, facts, at)) faults.push(`nothing measures "${figure}" of "${text}"`);
  }
  for (const side of ['full', 'pruned'] as const) {
    if (answers[side].right !== { right: true, wrong: false, open: null }[claims[side]]) {
      faults.push(`the ${side} side answers "${answers[side].text}", which is not ${claims[side]}`);
    }
    const said = claims.says?.[side];
    if (said !== undefined && answers[side].text !== said) faults.push(`the ${side} side does not answer "${said}"`);
  }
  if (identical !== claims.identical) faults.push(`the outputs ${identical ? 'are equal' : 'differ'}`);
  if (claims.speed && isSlower(speedup) !== (claims.speed === 'slower')) {
    faults.push(`the first token is not ${claims.speed}: ${speedup}`);
  }
  if (claims.whole && !isSlower(wholeSpeedup)) faults.push(`the whole answer is not slower: ${wholeSpeedup}`);
  const { computed, all } = prefillWork(run.pruned);
  if (claims.prefillBelow !== undefined && computed / all >= claims.prefillBelow) {
    faults.push(`prefill does ${computed / all} of the work, which is not below ${claims.prefillBelow}`);
  }
  if (claims.kl !== undefined && run.fidelity.kl !== claims.kl) {
    faults.push(`the KL of the first token is ${run.fidelity.kl}, not ${claims.kl}`);
  }
  return [...faults, ...stepFaults(claims, run)];
}

/** Decode steps that are claimed to be slower on the pruned side, and are not. */
function stepFaults({ slowerSteps }: Claims, { timing, pruned }: Comparison): string[] {
  const count = { first: 1, every: pruned.steps.length - 1 }[slowerSteps ?? 'first'];
  const medianOf = (full: boolean, step: number) =>
    summarize(
      timing.samples.filter(({ mode }) => (mode === 'full') === full).flatMap(({ decodeMs }) => decodeMs[step] ?? []),
    )?.median ?? Number.NaN;
  return Array.from({ length: slowerSteps ? count : 0 }, (_, step) => step).flatMap((step) => {
    const ratio = medianOf(true, step) / medianOf(false, step);
    return isSlower(ratio) ? [] : [`decode step ${step + 1} is not slower: ${ratio}`];
  });
}

const isSlower = (speedup: number) => speedup < 1;
