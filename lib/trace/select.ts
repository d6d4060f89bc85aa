// What views ask of a trace: its segments, active sets, scores and words. Pure; knows no colours, sizes or screens.

import type { GenerateConfig, Position, StepRecord, TokenId } from '@/lib/engine/types';
import type { ModelSpec } from '@/lib/model/spec';

/** The part of a trace that views read. A finished `Trace` is one; so is a run that still streams, with the steps so far. */
export interface ViewTrace {
  readonly input: { readonly ids: readonly TokenId[]; readonly text: string; readonly pieces: readonly string[] };
  readonly config: GenerateConfig;
  readonly model: { readonly id: string; readonly spec: ModelSpec };
  readonly steps: readonly StepRecord[];
  /** Text of the generated tokens, as far as known. */
  readonly output?: { readonly pieces: readonly string[] } | undefined;
  /** Text of token ids that stand neither in prompt nor output (candidates of a step), keyed by id. */
  readonly vocabulary?: Readonly<Record<string, string>> | undefined;
}

/** Number of positions that the trace has ever reached: the stable length of every position axis. */
export function positionCount(trace: ViewTrace): number {
  return (trace.steps.at(-1)?.position ?? trace.input.ids.length - 1) + 1;
}

/** Index of the segment that holds a layer (counted from 1); the nearest one where the layer is out of range. */
export function segmentOfLayer(step: StepRecord, layer: number): number {
  const found = step.segments.findIndex((segment) => layer <= segment.lastLayer);
  return found < 0 ? step.segments.length - 1 : found;
}

/** Positions active in a segment, ascending: all up to the step's in segment 0, the previous segment's kept further on. (n) */
export function activePositions(step: StepRecord, segment: number): readonly Position[] {
  if (segment === 0) return positionsTo(step.position + 1);
  return step.segments[segment - 1]?.kept ?? activePositions(step, segment - 1);
}

let lastPositions: readonly Position[] = [];

/** 0..length-1. A step asks for the same list many times over. */
function positionsTo(length: number): readonly Position[] {
  if (lastPositions.length === length) return lastPositions;
  const positions: Position[] = [];
  for (let p = 0; p < length; p++) positions.push(p);
  return (lastPositions = positions);
}

/** Place of `position` in an ascending list, or -1. */
export function indexOfPosition(positions: readonly Position[], position: Position): number {
  let low = 0;
  let high = positions.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const at = positions[middle] ?? 0;
    if (at === position) return middle;
    if (at < position) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** A token's importance at a pruning layer. */
export interface ScoreReading {
  readonly layer: number;
  readonly score: number;
  readonly kept: boolean;
}

/** Score of a token at the first pruning layer at or below `layer`, else at the deepest one where it was still active. */
export function nearestScore(step: StepRecord, layer: number, position: Position): ScoreReading | null {
  const from = segmentOfLayer(step, layer);
  const order = [...step.segments.keys()].slice(from).concat([...step.segments.keys()].slice(0, from).reverse());
  for (const index of order) {
    const segment = step.segments[index];
    if (!segment?.scores) continue;
    const at = index === 0 ? position : indexOfPosition(activePositions(step, index), position);
    const score = segment.scores[at];
    if (at >= 0 && score !== undefined) {
      return { layer: segment.lastLayer, score, kept: !segment.kept || indexOfPosition(segment.kept, position) >= 0 };
    }
  }
  return null;
}

/** Whether the policy keeps this position whatever its score: the query itself, the sinks, and generated tokens if so set. */
export function isForced(trace: ViewTrace, step: StepRecord, position: Position): boolean {
  const { sinks, pruneGenerated } = trace.config;
  return position === step.position || position < sinks || (!pruneGenerated && position >= trace.input.ids.length);
}

/** One scored pruning of a step. */
export interface Stage {
  /** Index of the segment that ends with the pruning layer. */
  readonly segment: number;
  readonly layer: number;
  readonly keep: number | null;
  readonly active: readonly Position[];
  readonly scores: readonly number[];
  readonly kept: readonly Position[];
  /** Lowest score that was kept on its own merit; null where only forced tokens stayed. */
  readonly threshold: number | null;
}

/** The scored prunings of a step, by depth. Tokens below `threshold` are those pruned, forced ones apart; equal scores fall to
 * the lower position. */
export function stagesOf(trace: ViewTrace, step: StepRecord): Stage[] {
  return step.segments.flatMap((segment, index): Stage[] => {
    const { scores, kept, lastLayer } = segment;
    if (!scores || !kept) return [];
    const active = activePositions(step, index);
    let threshold: number | null = null;
    let next = 0;
    active.forEach((position, i) => {
      if (kept[next] !== position) return;
      next++;
      const score = scores[i] ?? 0;
      if (!isForced(trace, step, position) && (threshold === null || score < threshold)) threshold = score;
    });
    const keep = trace.config.schedule.find((stage) => stage.layer === lastLayer)?.keep ?? null;
    return [{ segment: index, layer: lastLayer, keep, active, scores, kept, threshold }];
  });
}

/** Text of the token at a position: from the prompt, the output, or the words that the trace knows; `#id` where none does. */
export function pieceAt(trace: ViewTrace, position: Position, words: (id: TokenId) => string): string {
  const length = trace.input.ids.length;
  if (position < length) return trace.input.pieces[position] ?? words(trace.input.ids[position] ?? 0);
  const piece = trace.output?.pieces[position - length];
  const chosen = trace.steps[position - length]?.nextId;
  return piece ?? (chosen === undefined ? '' : words(chosen));
}

/** Every token id that a view may have to spell: candidates and chosen tokens of all steps. */
export function namedTokenIds(trace: ViewTrace): TokenId[] {
  return [...new Set(trace.steps.flatMap((step) => [step.nextId, ...step.top.map(([id]) => id)]))];
}

/** Spells token ids from what the trace itself knows; `#id` otherwise. */
export function traceWords(trace: ViewTrace): (id: TokenId) => string {
  let words = wordsOf.get(trace);
  if (!words) wordsOf.set(trace, (words = makeWords(trace)));
  return words;
}

const wordsOf = new WeakMap<ViewTrace, (id: TokenId) => string>();

function makeWords(trace: ViewTrace): (id: TokenId) => string {
  const known = new Map<TokenId, string>();
  trace.input.ids.forEach((id, i) => {
    const piece = trace.input.pieces[i];
    if (piece) known.set(id, piece);
  });
  trace.steps.forEach((step, i) => {
    const piece = trace.output?.pieces[i];
    if (piece) known.set(step.nextId, piece);
  });
  return (id) => trace.vocabulary?.[id] ?? known.get(id) ?? `#${id}`;
}
