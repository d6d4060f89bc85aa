// Two spellings of a list in a trace file: plain JSON numbers, or a compact string. Both parse to the same arrays.

import { z } from 'zod';

const position = z.number().int().nonnegative();

/**
 * Spells ascending positions as ranges: `[0,1,2,5]` -> `"0-2,5"`. Gaps are coded as differences from the previous number, so
 * `[100,101,104]` is `"100+1,3"`: each item is `gap` or `gap+run`, where a run adds that many following positions.
 */
export function packPositions(positions: readonly number[]): string {
  const items: string[] = [];
  let previous = 0;
  for (let i = 0; i < positions.length;) {
    const start = positions[i] ?? 0;
    let run = 0;
    while (positions[i + run + 1] === start + run + 1) run++;
    items.push(run ? `${start - previous}+${run}` : `${start - previous}`);
    previous = start + run;
    i += run + 1;
  }
  return items.join(',');
}

/** Reads `packPositions`' spelling; null where the string is not one, is not ascending, or names more than `limit` positions. */
export function unpackPositions(packed: string, limit = 1_000_000): number[] | null {
  if (packed === '') return [];
  const positions: number[] = [];
  let previous = 0;
  for (const item of packed.split(',')) {
    const match = /^(\d{1,9})(?:\+(\d{1,9}))?$/.exec(item);
    if (!match) return null;
    const gap = Number(match[1]);
    const run = Number(match[2] ?? 0);
    if ((gap === 0 && positions.length > 0) || positions.length + run + 1 > limit) return null;
    for (let i = 0; i <= run; i++) positions.push(previous + gap + i);
    previous += gap + run;
  }
  return positions;
}

/** Positions, strictly ascending: plain numbers or a packed string. */
export const positionsSchema = z.union([z.array(position), z.string()]).transform((value, context): number[] => {
  const positions = typeof value === 'string' ? unpackPositions(value) : value;
  if (positions?.every((p, i) => i === 0 || p > (positions[i - 1] ?? -1))) return positions;
  context.addIssue({ code: 'custom', message: 'positions must be strictly ascending' });
  return z.NEVER;
});

const PACKED_SCORES = /^q16:([0-9.e+-]+):([A-Za-z0-9+/=]*)$/;

/**
 * Spells scores in 0..1 as `q16:MAX:BASE64`: unsigned 16-bit little-endian square-root codes, score = MAX (code / 65535)^2.
 * The square root keeps small scores apart: relative error is below 1% down to MAX / 40,000.
 */
export function packScores(scores: readonly number[]): string {
  const max = scores.reduce((a, b) => Math.max(a, b), 0);
  const bytes = new Uint8Array(scores.length * 2);
  const view = new DataView(bytes.buffer);
  scores.forEach((score, i) => {
    view.setUint16(i * 2, max > 0 ? Math.round(Math.sqrt(Math.max(0, score) / max) * 65535) : 0, true);
  });
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return `q16:${max}:${btoa(binary)}`;
}

/** Reads `packScores`' spelling; null where the string is not one. */
export function unpackScores(packed: string): number[] | null {
  const match = PACKED_SCORES.exec(packed);
  if (!match) return null;
  const max = Number(match[1]);
  let binary: string;
  try {
    binary = atob(match[2] ?? '');
  } catch {
    return null;
  }
  if (!Number.isFinite(max) || binary.length % 2) return null;
  const scores: number[] = [];
  for (let i = 0; i < binary.length; i += 2) {
    const code = (binary.charCodeAt(i) | (binary.charCodeAt(i + 1) << 8)) / 65535;
    scores.push(max * code * code);
  }
  return scores;
}

/** Scores: plain numbers or a packed string. */
export const scoresSchema = z.union([z.array(z.number()), z.string()]).transform((value, context): number[] => {
  const scores = typeof value === 'string' ? unpackScores(value) : value;
  if (scores) return scores;
  context.addIssue({ code: 'custom', message: 'scores must be numbers or a "q16:" string' });
  return z.NEVER;
});
