// A run in some hundred characters: which part of the prompt each stage of prefill computed, and where decode steps revived tokens.
// Pure; what draws it is elsewhere.

import { z } from 'zod';
import type { Trace } from '@/lib/trace/schema';

/** Columns of a thumbnail; a prompt of fewer tokens has one for each. */
const COLUMNS = 64;

/** One digit a column: 0 none of its tokens, 9 all of them. */
const digits = z.string().regex(/^\d{1,64}$/);

export const thumbnailSchema = z.object({
  /** The segments of prefill, from the first layer down: how many layers, and the share of tokens that they computed. */
  segments: z.array(z.object({ layers: z.number().int().positive(), computed: digits })).min(1),
  /** The share of tokens that any decode step revived. */
  revived: digits,
});

export type Thumbnail = z.infer<typeof thumbnailSchema>;

export function thumbnailOf({ input, steps }: Trace): Thumbnail {
  const length = input.ids.length;
  const [prefill, ...decode] = steps;
  const revived = new Set(decode.flatMap(({ segments }) => segments.flatMap((segment) => segment.revived)));
  return {
    segments: (prefill?.segments ?? []).map(({ firstLayer, lastLayer, computed }) => ({
      layers: lastLayer - firstLayer + 1,
      computed: sharesOf(computed, length),
    })),
    revived: sharesOf([...revived], length),
  };
}

/** The share of each column's tokens that `positions` names; a share above 0 is told apart from none. */
function sharesOf(positions: readonly number[], length: number): string {
  const columns = Math.min(COLUMNS, length);
  const of = (position: number) => Math.floor((position * columns) / length);
  const sizes = new Array<number>(columns).fill(0);
  const named = new Array<number>(columns).fill(0);
  for (let p = 0; p < length; p++) sizes[of(p)] = (sizes[of(p)] ?? 0) + 1;
  for (const p of positions) if (p < length) named[of(p)] = (named[of(p)] ?? 0) + 1;
  return named.map((part, i) => Math.ceil((9 * part) / (sizes[i] ?? 1))).join('');
}
