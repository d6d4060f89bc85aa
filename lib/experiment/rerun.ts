// A recorded run held against the same run made again: what is equal, where it parts, and what may be the cause. Pure.

import type { Comparison, Trace } from '@/lib/trace/schema';

/** Where one side parts from its recording; null where it does not. */
export interface SideVerdict {
  /** First output token that differs, counted from 0. */
  readonly token: number | null;
  /** First step, counted from 0, in which other positions were kept. Not looked for beyond the first token that differs. */
  readonly kept: number | null;
}

export const causes = ['weights', 'weights-unknown', 'backend', 'device', 'numbers', 'version', 'rounding'] as const;

/** What differs between both places, likeliest first; `rounding` where nothing known does. */
export type Cause = (typeof causes)[number];

export interface Rerun {
  readonly full: SideVerdict;
  readonly pruned: SideVerdict;
  readonly identical: boolean;
  /** Why they may differ. Listed where they are identical too: that they agree nevertheless is worth knowing. */
  readonly causes: readonly Cause[];
}

export function compareRerun(recorded: Comparison, here: Comparison): Rerun {
  const full = verdictOf(recorded.full, here.full);
  const pruned = verdictOf(recorded.pruned, here.pruned);
  const identical = [full, pruned].every(({ token, kept }) => token === null && kept === null);
  return { full, pruned, identical, causes: causesOf(recorded.pruned, here.pruned, identical) };
}

function verdictOf(recorded: Trace, here: Trace): SideVerdict {
  const token = firstDifference(recorded.output.ids, here.output.ids);
  const common = token === null ? recorded.steps.length : token + 1;
  for (let at = 0; at < common; at++) {
    const kept = (trace: Trace) => trace.steps[at]?.segments.map((segment) => segment.kept);
    if (JSON.stringify(kept(recorded)) !== JSON.stringify(kept(here))) return { token, kept: at };
  }
  return { token, kept: null };
}

/** Index of the first element that differs, the end of the shorter list where one continues the other; null where they are equal. */
function firstDifference(a: readonly number[], b: readonly number[]): number | null {
  const longest = Math.max(a.length, b.length);
  for (let at = 0; at < longest; at++) if (a[at] !== b[at]) return at;
  return null;
}

function causesOf(recorded: Trace, here: Trace, identical: boolean): Cause[] {
  const [before, now] = [recorded.backend, here.backend];
  const found: Cause[] = [];
  if (recorded.model.sha256 === null || here.model.sha256 === null) found.push('weights-unknown');
  else if (recorded.model.sha256 !== here.model.sha256) found.push('weights');
  if (before.kind !== now.kind) found.push('backend');
  else if (before.adapter !== now.adapter) found.push('device');
  if (before.dtype !== now.dtype || before.blocks !== now.blocks) found.push('numbers');
  if (JSON.stringify(recorded.engine) !== JSON.stringify(here.engine)) found.push('version');
  return found.length === 0 && !identical ? ['rounding'] : found;
}
