// The one palette of fates: names, letters and meanings, and the colours as CSS has them at this moment, for canvas.

import { useSyncExternalStore } from 'react';
import { fates, type Fate } from '@/lib/trace/fate';

export type ShownFate = Exclude<Fate, 'absent'>;

/** Fill of a fate. Parked is light, its texture carries the contrast. */
export function fateColour(fate: ShownFate): Colour {
  return fate === 'parked' ? 'fate-parked-fill' : `fate-${fate}`;
}

/** In the order of legends. `letter` and `texture` say the same as the colour. */
export const shownFates = ['computed', 'reused', 'revived', 'parked', 'out'] as const satisfies readonly ShownFate[];

export const fateStyles: Readonly<Record<ShownFate, { letter: string; label: string; meaning: string }>> = {
  computed: { letter: 'C', label: 'computed', meaning: 'runs through this layer now, for the first and only time' },
  reused: { letter: 'K', label: 'reused', meaning: 'active; its keys and values are read from the KV cache' },
  revived: { letter: 'R', label: 'revived', meaning: 'pruned before, fetched from the Aux Cache and computed now' },
  parked: { letter: 'A', label: 'parked', meaning: 'pruned; its hidden state waits in the Aux Cache' },
  out: { letter: '–', label: 'out', meaning: 'pruned in this step; has KV here or is gone for good' },
};

/** Colours of marks by name: each is the custom property `--NAME`. */
export const colours = [
  'surface',
  'surface-2',
  'ink',
  'ink-2',
  'line',
  'accent',
  'fate-computed',
  'fate-reused',
  'fate-revived',
  'fate-parked',
  'fate-parked-fill',
  'fate-out',
  'fate-ink-reused',
  // The two runs of a comparison, and what both do alike.
  'run-a',
  'run-b',
  'run-both',
] as const;
export type Colour = (typeof colours)[number];

export interface Palette {
  /** As #rrggbb, which every program reads. */
  readonly css: Readonly<Record<Colour, string>>;
  /** As ImageData stores it (little-endian ABGR). */
  readonly pixel: Readonly<Record<Colour, number>>;
  /** Pixel by fate code. */
  readonly pixels: Uint32Array;
  /** Legible on each fate, by name. */
  readonly inkOn: Readonly<Record<Fate, string>>;
  readonly dark: boolean;
}

/** The colours in force, read again when the theme changes; null on the server. */
export function usePalette(): Palette | null {
  return useSyncExternalStore(subscribe, currentPalette, () => null);
}

let cached: Palette | null = null;

function currentPalette(): Palette {
  cached ??= readPalette();
  return cached;
}

function subscribe(listener: () => void): () => void {
  const forget = () => {
    cached = null;
    listener();
  };
  const scheme = window.matchMedia('(prefers-color-scheme: dark)');
  scheme.addEventListener('change', forget);
  const observer = new MutationObserver(forget);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['class', 'data-theme', 'style'] });
  return () => {
    scheme.removeEventListener('change', forget);
    observer.disconnect();
  };
}

/** The colours in force now. In the browser only. */
export function readPalette(): Palette {
  const probe = document.createElement('span');
  // The style for less motion gives everything a transition, if a short one: the colours read would be those before it.
  probe.style.setProperty('transition', 'none', 'important');
  document.body.append(probe);
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  // A probe element resolves light-dark(), color-mix() and var(); a pixel turns any colour space into bytes.
  const bytes = {} as Record<Colour, Uint8ClampedArray>;
  const css = {} as Record<Colour, string>;
  const pixel = {} as Record<Colour, number>;
  for (const name of colours) {
    probe.style.color = `var(--${name})`;
    bytes[name] = new Uint8ClampedArray([128, 128, 128, 255]);
    if (context) {
      context.fillStyle = getComputedStyle(probe).color;
      context.fillRect(0, 0, 1, 1);
      bytes[name] = context.getImageData(0, 0, 1, 1).data;
    }
    const [red = 0, green = 0, blue = 0] = bytes[name];
    pixel[name] = toPixel(red, green, blue);
    css[name] = `#${[red, green, blue].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  }
  probe.remove();

  const pixels = new Uint32Array(fates.length);
  const inkOn = {} as Record<Fate, string>;
  fates.forEach((fate, code) => {
    const name = fate === 'absent' ? 'surface' : fateColour(fate);
    pixels[code] = pixel[name];
    inkOn[fate] = luminance(bytes[name]) > 0.3 ? '#101418' : '#ffffff';
  });
  return { css, pixel, pixels, inkOn, dark: luminance(bytes.surface) < 0.3 };
}

/** A little-endian ABGR pixel from bytes. */
export function toPixel(red: number, green: number, blue: number, alpha = 255): number {
  return ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** WCAG relative luminance, 0..1. */
function luminance(bytes: Uint8ClampedArray): number {
  const linear = [0, 1, 2].map((i) => {
    const c = (bytes[i] ?? 0) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0);
}
