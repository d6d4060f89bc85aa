// Colours of attention weights: perceptually even, legible to colour-blind eyes, zero at the surface's end in both themes.

import { interpolateMagma } from 'd3-scale-chromatic';
import { toPixel, type Palette } from '@/components/palette';
import { weightOf } from '@/lib/trace/attentionMap';
import type { ScoreScale } from '../selection';
import { weightShare } from './layout';

/** CSS colour of a place on the scale, 0..1. */
export function weightColour(share: number, dark: boolean): string {
  return interpolateMagma(dark ? 0.04 + 0.94 * share : 0.985 - 0.93 * share);
}

/** Pixels by code of an attention map, as ImageData stores them: none above the diagonal, zero apart from any weight. */
export function codePixels(palette: Palette, highest: number, scale: ScoreScale): Uint32Array {
  const pixels = new Uint32Array(256);
  for (let code = 1; code < 256; code++) {
    const share = weightShare(weightOf(code), highest, scale);
    // d3's ramp spells its colours #rrggbb.
    const hex = Number.parseInt(weightColour(code > 1 ? Math.max(1 / 254, share) : 0, palette.dark).slice(1), 16);
    pixels[code] = toPixel(hex >> 16, (hex >> 8) & 255, hex & 255);
  }
  return pixels;
}
