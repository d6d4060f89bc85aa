// Geometry of the importance chart: last-row scores over positions, with the threshold. Stage and size in, numbers out.

import { scaleLinear, scaleLog } from 'd3-scale';
import type { Stage } from '@/lib/trace/select';
import type { ScoreScale } from '../selection';

/** What became of the token that a column shows. */
export const KIND = { none: 0, pruned: 1, kept: 2, forced: 3 } as const;

export interface ImportanceLayout {
  readonly plot: { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
  readonly height: number;
  /** One a pixel column where tokens outnumber pixels, else one a position. */
  readonly columns: {
    readonly count: number;
    readonly width: number;
    /** Top of each bar. */
    readonly y: Float32Array;
    /** A `KIND` each. */
    readonly kind: Uint8Array;
    /** Whether a forced token stands in the column. */
    readonly forced: Uint8Array;
  };
  /** Height of the threshold line; null without one, or where it lies outside. */
  readonly thresholdY: number | null;
  readonly yTicks: readonly { readonly y: number; readonly label: string }[];
  readonly xTicks: readonly { readonly x: number; readonly label: string }[];
}

export interface ImportanceOptions {
  readonly positions: number;
  readonly width: number;
  readonly height: number;
  readonly scale: ScoreScale;
  readonly skipFirst: boolean;
  readonly isForced: (position: number) => boolean;
  /** Columns a CSS pixel. */
  readonly ratio?: number;
}

/** Lays out one pruning stage. A column shows the highest score of its tokens, so that no peak is lost. */
export function importanceLayout(stage: Stage, options: ImportanceOptions): ImportanceLayout {
  const { positions, width, height, scale, skipFirst, isForced, ratio = 1 } = options;
  const plot = { left: 44, top: 10, width: Math.max(1, width - 44 - 8), height: Math.max(1, height - 10 - 24) };
  const shown = stage.active.map((position, i) => ({ position, score: stage.scores[i] ?? 0 }));
  if (skipFirst && shown[0]?.position === 0) shown.shift();
  const { toY, ticks } = verticalScale(
    shown.map(({ score }) => score),
    scale,
    plot,
  );

  const dense = positions > plot.width * ratio;
  const count = dense ? Math.floor(plot.width * ratio) : positions;
  const y = new Float32Array(count).fill(plot.top + plot.height);
  const kind = new Uint8Array(count);
  const forced = new Uint8Array(count);
  const highest = new Float64Array(count).fill(-1);
  const kept = new Set(stage.kept);
  for (const { position, score } of shown) {
    const column = dense ? Math.min(count - 1, Math.floor((position * count) / positions)) : position;
    const isKept = kept.has(position);
    const held = isKept && isForced(position);
    if (held) forced[column] = 1;
    if (score <= (highest[column] ?? -1)) continue;
    highest[column] = score;
    y[column] = toY(score);
    kind[column] = held ? KIND.forced : isKept ? KIND.kept : KIND.pruned;
  }

  const x = scaleLinear([0, positions], [plot.left, plot.left + plot.width]);
  const xTicks = x
    .ticks(Math.max(2, Math.floor(plot.width / 90)))
    .filter((p) => Number.isInteger(p) && p < positions)
    .map((p) => ({ x: x(p + 0.5), label: p.toLocaleString('en') }));
  const thresholdY = stage.threshold === null ? null : toY(stage.threshold);
  const inside = thresholdY !== null && thresholdY >= plot.top - 0.5 && thresholdY <= plot.top + plot.height + 0.5;
  return {
    plot,
    height,
    columns: { count, width: plot.width / Math.max(1, count), y, kind, forced },
    thresholdY: inside ? thresholdY : null,
    yTicks: ticks,
    xTicks,
  };
}

function verticalScale(scores: readonly number[], scale: ScoreScale, plot: ImportanceLayout['plot']) {
  const bottom = plot.top + plot.height;
  const highest = scores.reduce((a, b) => Math.max(a, b), 0) || 1;
  if (scale === 'linear') {
    const y = scaleLinear([0, highest], [bottom, plot.top]);
    return { toY: (s: number) => y(s), ticks: y.ticks(4).map((t) => ({ y: y(t), label: y.tickFormat(4)(t) })) };
  }
  if (scale === 'log') {
    const lowest = scores.reduce((a, b) => (b > 0 ? Math.min(a, b) : a), highest);
    // Scores below a millionth of the highest lie on the axis, lest one stray zero flatten the rest.
    const floor = Math.max(lowest, highest * 1e-6) * 0.8;
    const y = scaleLog([floor, highest], [bottom, plot.top]).clamp(true);
    const powers: { y: number; label: string }[] = [];
    for (let power = Math.ceil(Math.log10(floor)); power <= Math.floor(Math.log10(highest)); power++) {
      powers.push({ y: y(10 ** power), label: power === 0 ? '1' : `10${superscript(power)}` });
    }
    return { toY: (s: number) => (s > 0 ? y(s) : bottom), ticks: powers };
  }
  const sorted = Float64Array.from(scores).sort();
  const y = scaleLinear([0, 1], [bottom, plot.top]);
  return {
    // Share of tokens that score no higher.
    toY: (s: number) => y(countUpTo(sorted, s) / Math.max(1, sorted.length)),
    ticks: [0, 0.25, 0.5, 0.75, 1].map((t) => ({ y: y(t), label: `${t * 100}%` })),
  };
}

function countUpTo(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function superscript(power: number): string {
  const digits = '⁰¹²³⁴⁵⁶⁷⁸⁹';
  const text = [...String(Math.abs(power))].map((d) => digits[Number(d)] ?? '').join('');
  return power < 0 ? `⁻${text}` : text;
}

/** Position under a screen x; null outside the plot. */
export function positionAt(layout: ImportanceLayout, positions: number, x: number): number | null {
  const { left, width } = layout.plot;
  if (x < left || x >= left + width) return null;
  return Math.min(positions - 1, Math.floor(((x - left) / width) * positions));
}

/** Left edge of a position. */
export function columnX({ plot }: ImportanceLayout, positions: number, position: number): number {
  return plot.left + (position / positions) * plot.width;
}
