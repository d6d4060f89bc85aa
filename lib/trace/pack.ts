// Spellings of a list: plain JSON numbers or a compact string in a trace file, a typed array between threads. All parse to the same
// arrays.

import { z } from 'zod';

const position = z.number().int().nonnegative();

/**
 * Spells ascending positions in the shorter of two ways. As ranges, `gap` or `gap+run`, where a gap counts from the position before
 * and a run adds that many following ones: `[100,101,104]` is `"100+1,3"`. Or, for a scattered half of a prompt, as `bits:BASE64`,
 * one bit a position, lowest bit first.
 */
export function packPositions(positions: readonly number[]): string {
  const ranges = packRanges(positions);
  const bitsLength = 5 + Math.ceil(((positions.at(-1) ?? 0) + 1) / 6);
  return ranges.length > bitsLength ? packBits(positions) : ranges;
}

function packRanges(positions: readonly number[]): string {
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

function packBits(positions: readonly number[]): string {
  const bytes = new Uint8Array(((positions.at(-1) ?? 0) >> 3) + 1);
  for (const position of positions) bytes[position >> 3] = (bytes[position >> 3] ?? 0) | (1 << (position & 7));
  return `bits:${toBase64(bytes)}`;
}

function unpackBits(packed: string, limit: number): number[] | null {
  const bytes = fromBase64(packed.slice('bits:'.length));
  if (!bytes || bytes.length * 8 > limit) return null;
  const positions: number[] = [];
  bytes.forEach((byte, i) => {
    for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) positions.push(i * 8 + bit);
  });
  return positions;
}

/** Reads `packPositions`' spelling; null where the string is not one, is not ascending, or names more than `limit` positions. */
export function unpackPositions(packed: string, limit = 1_000_000): number[] | null {
  if (packed === '') return [];
  if (packed.startsWith('bits:')) return unpackBits(packed, limit);
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

/** How many positions a packed string would unpack to, at most; 0 where it is not one. */
export function countPacked(packed: string): number {
  if (packed.startsWith('bits:')) return packed.length * 6;
  let count = 0;
  for (const [, run] of packed.matchAll(/\d+(?:\+(\d{1,9}))?/g)) count += 1 + Number(run ?? 0);
  return count;
}

/** Positions, strictly ascending: plain numbers, a packed string, or the typed array that threads exchange. */
export const positionsSchema = z
  .union([z.array(position), z.string(), z.instanceof(Int32Array)])
  .transform((value, context): number[] => {
    const positions = listOf(value, unpackPositions);
    if (positions?.every((p, i) => p > (positions[i - 1] ?? -1))) return positions;
    context.addIssue({ code: 'custom', message: 'positions must be strictly ascending' });
    return z.NEVER;
  });

/** A plain array from any of its spellings; null where a string is not one. */
function listOf(
  value: number[] | string | Int32Array | Float64Array,
  unpack: (packed: string) => number[] | null,
): number[] | null {
  if (typeof value === 'string') return unpack(value);
  return Array.isArray(value) ? value : Array.from(value);
}

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
  return `q16:${max}:${toBase64(bytes)}`;
}

/** Reads `packScores`' spelling; null where the string is not one. */
function unpackScores(packed: string): number[] | null {
  const match = PACKED_SCORES.exec(packed);
  if (!match) return null;
  const max = Number(match[1]);
  const bytes = fromBase64(match[2] ?? '');
  if (!bytes || !Number.isFinite(max) || bytes.length % 2) return null;
  const scores: number[] = [];
  for (let i = 0; i < bytes.length; i += 2) {
    const code = ((bytes[i] ?? 0) | ((bytes[i + 1] ?? 0) << 8)) / 65535;
    scores.push(max * code * code);
  }
  return scores;
}

/** Characters that JSON leaves as they are, one a level. */
const LEVELS = Array.from({ length: 92 }, (_, i) => String.fromCharCode(35 + i)).filter(
  (character) => character !== '\\',
);
/** Ratio of neighbouring levels: a score is kept within 12%, down to the largest / 400 million. */
const LEVEL_RATIO = 1.25;
/** Share of the largest score that a character stands for, by its code. */
const LEVEL_SHARES: number[] = [];
LEVELS.forEach((character, level) => {
  LEVEL_SHARES[character.charCodeAt(0)] = level === 0 ? 0 : LEVEL_RATIO ** (level - LEVELS.length + 1);
});
const COARSE_SCORES = /^log:([0-9.e+-]+):([#-[\]-~]*)$/;

/**
 * Spells scores in 0..1 as `log:MAX:CHARACTERS`, one character a score on a logarithmic scale, order kept: for the decode
 * steps of long runs. A run of 4,096 tokens, 3 pruning layers and 32 steps compresses to less than 200 kB so.
 */
export function packScoresCoarsely(scores: readonly number[]): string {
  const max = scores.reduce((a, b) => Math.max(a, b), 0);
  const top = LEVELS.length - 1;
  const levels = scores.map((score) => {
    const level = score > 0 && max > 0 ? top + Math.round(Math.log(score / max) / Math.log(LEVEL_RATIO)) : 0;
    return LEVELS[Math.max(0, level)] ?? '';
  });
  return `log:${max}:${levels.join('')}`;
}

/** Reads `packScoresCoarsely`' spelling; null where the string is not one. */
function unpackCoarse(packed: string): number[] | null {
  const match = COARSE_SCORES.exec(packed);
  const max = Number(match?.[1]);
  if (!match || !Number.isFinite(max)) return null;
  const text = match[2] ?? '';
  const scores: number[] = [];
  for (let i = 0; i < text.length; i++) scores.push(max * (LEVEL_SHARES[text.charCodeAt(i)] ?? 0));
  return scores;
}

/** Scores: plain numbers, a packed string, or the typed array that threads exchange. */
export const scoresSchema = z
  .union([z.array(z.number()), z.string(), z.instanceof(Float64Array)])
  .transform((value, context): number[] => {
    const scores = listOf(value, (packed) => unpackScores(packed) ?? unpackCoarse(packed));
    if (scores) return scores;
    context.addIssue({ code: 'custom', message: 'scores must be numbers, a "q16:" or a "log:" string' });
    return z.NEVER;
  });

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** Null where the text is not base64. */
function fromBase64(text: string): Uint8Array | null {
  try {
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
    return bytes;
  } catch {
    return null;
  }
}
