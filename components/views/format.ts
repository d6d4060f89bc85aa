// How views write numbers and token texts. Strings only.

import { format } from 'd3-format';

export const formatCount = format(',d');
const small = format('.2~e');
const plain = format('.3~r');

/** A score or weight in 0..1 with three significant digits; powers of ten below a ten-thousandth. */
export function formatScore(score: number): string {
  if (score === 0) return '0';
  return Math.abs(score) >= 0.0001 ? plain(score) : small(score).replace('e-', 'e−');
}

/** A part as a share in percent. */
export function formatShare(part: number, whole: number): string {
  return whole > 0 ? `${format('.1~f')((100 * part) / whole)}%` : '–';
}

/** A token's text made visible on one line: line breaks, tabs and leading spaces as signs. */
export function visiblePiece(piece: string): string {
  if (piece === '') return '⟨special⟩';
  return piece
    .replaceAll('\r\n', '↵')
    .replaceAll('\n', '↵')
    .replaceAll('\t', '⇥')
    .replace(/^ /, '␣')
    .replace(/ $/, '␣');
}

/** Step 0 is the prefill; decode steps count from 1. */
export function stepName(step: number): string {
  return step === 0 ? 'prefill' : `decode step ${step}`;
}

/** The step as part of a file's name. */
export function stepFile(step: number): string {
  return step === 0 ? 'prefill' : `decode-${step}`;
}

/** Brings an index into 0..length-1. */
export function clampIndex(index: number, length: number): number {
  return Math.max(0, Math.min(length - 1, Math.floor(index)));
}
