// Holds a trace against the algorithm's invariants (arXiv 2407.14057; "each token is computed at most once in every layer").
// Pure; needs no model. An empty list means that the picture drawn from the trace can be trusted.

import type { Position, SegmentRecord, StepRecord } from '@/lib/engine/types';
import { atOnce, type Sliceable } from '@/lib/slices';
import { activePositions, indexOfPosition, isForced, type ViewTrace } from './select';

export const rules = ['order', 'nested', 'accounted', 'once', 'last-kept', 'aux', 'kv-added', 'threshold'] as const;
export type Rule = (typeof rules)[number];

/** What each rule says, for a list of passed and failed checks. */
export const ruleText: Readonly<Record<Rule, string>> = {
  order: 'Steps follow one another and their segments cover every layer once',
  nested: 'Active sets are nested by depth',
  accounted: 'At every layer, computed + reused + inactive tokens = all tokens',
  once: 'No token is computed twice in a layer',
  'last-kept': 'The last token is never pruned',
  aux: 'Every revived token came from the Aux Cache',
  'kv-added': 'KV entries added = new + revived tokens',
  threshold: 'No pruned token scored above a token kept by score',
};

export interface Violation {
  readonly rule: Rule;
  /** Index into the steps. */
  readonly step: number;
  /** Layer, counted from 1; null where the step as a whole is at fault. */
  readonly layer: number | null;
  readonly message: string;
}

const MOST = 100;

/** Lists the violated invariants, at most 100, in order of steps. Linear in the size of the trace. */
export function checkTrace(trace: ViewTrace): Violation[] {
  return atOnce(checkingTrace(trace));
}

/** `checkTrace`, a step at a time. */
export function* checkingTrace(trace: ViewTrace): Sliceable<Violation[]> {
  const violations: Violation[] = [];
  const layers = trace.model.spec.layers;
  const length = (trace.steps.at(-1)?.position ?? 0) + 1;
  // Deepest layer with KV by position, and the step that made it.
  const depth = new Uint16Array(length);
  const madeIn = new Int32Array(length).fill(-1);

  for (const [at, step] of trace.steps.entries()) {
    const report = (rule: Rule, layer: number | null, message: string) => {
      const where = layer === null ? `Step ${at}` : `Step ${at}, layer ${layer}`;
      if (violations.length < MOST) violations.push({ rule, step: at, layer, message: `${where}: ${message}` });
    };
    checkOrder(trace, at, layers, report);

    const isNew = (p: Position) => (at === 0 ? p <= step.position : p === step.position);
    const before = depth.slice();
    let carried: ReadonlySet<Position> = new Set();
    step.segments.forEach((segment, index) => {
      const active = activePositions(step, index);
      checkSets(step, segment, index, active, report);
      checkRows(segment, index, carried, before, isNew, report);
      for (const p of segment.computed) {
        if ((depth[p] ?? 0) >= segment.firstLayer) {
          const earlier = madeIn[p] === at ? 'in the same step' : `first in step ${madeIn[p] ?? 0}`;
          report('once', segment.firstLayer, `token ${p} was computed a second time (${earlier})`);
        }
        if (p < length) depth[p] = Math.max(depth[p] ?? 0, segment.lastLayer);
        if (p < length) madeIn[p] = at;
      }
      const uncovered = active.filter((p) => (depth[p] ?? 0) < segment.firstLayer);
      if (uncovered.length) {
        report(
          'accounted',
          segment.firstLayer,
          `${list(uncovered)} active but neither computed nor in the KV cache: computed + reused + inactive is not ${step.position + 1}`,
        );
      }
      checkThreshold(trace, step, segment, active, report);
      const kept = segment.kept;
      carried = kept
        ? new Set(segment.computed.filter((p) => indexOfPosition(kept, p) >= 0))
        : new Set(segment.computed);
    });
    yield;
  }
  return violations;
}

type Report = (rule: Rule, layer: number | null, message: string) => void;

function checkOrder(trace: ViewTrace, at: number, layers: number, report: Report): void {
  const step = trace.steps[at];
  if (!step) return;
  const previous = trace.steps[at - 1];
  const expected = previous ? previous.position + 1 : trace.input.ids.length - 1;
  if (step.position !== expected) report('order', null, `stands at position ${step.position}, expected ${expected}`);
  if (previous && step.tokenId !== previous.nextId) {
    report('order', null, `its token ${step.tokenId} is not the one chosen before, ${previous.nextId}`);
  }
  if ((step.kind === 'prefill') !== (at === 0)) report('order', null, `is marked ${step.kind}`);
  let next = 1;
  for (const { firstLayer, lastLayer } of step.segments) {
    if (firstLayer !== next || lastLayer < firstLayer) {
      report('order', firstLayer, `segment ${firstLayer}-${lastLayer} should begin at layer ${next}`);
    }
    next = lastLayer + 1;
  }
  if (next !== layers + 1) report('order', null, `segments end at layer ${next - 1} of ${layers}`);
}

function checkSets(
  step: StepRecord,
  segment: SegmentRecord,
  index: number,
  active: readonly Position[],
  report: Report,
): void {
  const { firstLayer, lastLayer, kept, computed } = segment;
  const isActive = (p: Position) => indexOfPosition(active, p) >= 0;
  const strangers = kept?.filter((p) => !isActive(p)) ?? [];
  if (strangers.length) report('nested', lastLayer, `${list(strangers)} kept but not active before`);
  const ghosts = computed.filter((p) => !isActive(p));
  if (ghosts.length) report('nested', firstLayer, `${list(ghosts)} computed but not active`);
  if (kept && indexOfPosition(kept, step.position) < 0) {
    report('last-kept', lastLayer, `the last token (${step.position}) was pruned`);
  }
  if (indexOfPosition(computed, step.position) < 0) {
    report('last-kept', firstLayer, `the last token (${step.position}) was not computed`);
  }
  if (segment.scores && segment.scores.length !== active.length) {
    report('threshold', lastLayer, `${segment.scores.length} scores for ${active.length} active tokens`);
  }
  if (kept === null && index < step.segments.length - 1) {
    report('nested', lastLayer, 'does not say which tokens stay active further on');
  }
}

/** Rows enter a segment in two ways only: carried from the segment before, or revived from Aux. */
function checkRows(
  segment: SegmentRecord,
  index: number,
  carried: ReadonlySet<Position>,
  before: Uint16Array,
  isNew: (p: Position) => boolean,
  report: Report,
): void {
  const { firstLayer, computed, revived } = segment;
  const fromAux = new Set(revived);
  const odd = revived.filter((p) => indexOfPosition(computed, p) < 0);
  if (odd.length) report('kv-added', firstLayer, `${list(odd)} revived but not computed`);
  for (const p of revived) {
    const deepest = before[p] ?? 0;
    if (isNew(p)) report('aux', firstLayer, `token ${p} is new in this step and cannot come from the Aux Cache`);
    else if (deepest !== firstLayer - 1 || index === 0) {
      report('aux', firstLayer, `token ${p} had no Aux entry here: its KV reaches layer ${deepest}`);
    }
  }
  const entitled = (p: Position) => fromAux.has(p) || (index === 0 ? isNew(p) : carried.has(p));
  const extra = computed.filter((p) => !entitled(p));
  if (extra.length) report('kv-added', firstLayer, `${list(extra)} computed, yet neither new, carried on nor revived`);
  const lost = [...carried].filter((p) => indexOfPosition(computed, p) < 0);
  if (lost.length) report('kv-added', firstLayer, `${list(lost)} kept, yet not carried on`);
}

function checkThreshold(
  trace: ViewTrace,
  step: StepRecord,
  segment: SegmentRecord,
  active: readonly Position[],
  report: Report,
): void {
  const { scores, kept, lastLayer } = segment;
  if (!scores || !kept || scores.length !== active.length) return;
  let lowestKept = Infinity;
  let highestPruned = -Infinity;
  let pruned = -1;
  active.forEach((p, i) => {
    const score = scores[i] ?? 0;
    if (indexOfPosition(kept, p) < 0) {
      if (score > highestPruned) [highestPruned, pruned] = [score, p];
    } else if (!isForced(trace, step, p)) lowestKept = Math.min(lowestKept, score);
  });
  if (highestPruned > lowestKept) {
    report(
      'threshold',
      lastLayer,
      `token ${pruned} was pruned with ${highestPruned}, above the lowest kept ${lowestKept}`,
    );
  }
}

function list(positions: readonly Position[]): string {
  const shown = positions.slice(0, 4).join(', ');
  const more = positions.length > 4 ? ` and ${positions.length - 4} more` : '';
  return `${positions.length === 1 ? 'token' : 'tokens'} ${shown}${more}`;
}
