// The one palette of fates: names, letters and meanings, and the colours as CSS has them at this moment, for canvas.

import { useSyncExternalStore } from 'react';
import { fates, type Fate } from '@/lib/trace/fate';

export type ShownFate = Exclude<Fate, 'absent'>;

/** Fill of a fate in SVG and CSS. Parked is light, its texture carries the contrast. */
export function fateFill(fate: ShownFate): string {
  return fate === 'parked' ? 'var(--fate-parked-fill)' : `var(--fate-${fate})`;
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

export interface Palette {
  readonly fate: Readonly<Record<Fate, string>>;
  /** Colour by fate code as ImageData stores it (little-endian ABGR). */
  readonly pixels: Uint32Array;
  /** Pixels of the textures: the hatching of parked, the cap of revived. */
  readonly hatchPixel: number;
  /** The strong colour of parked, for lines and bars: its fill is light. */
  readonly parkedLine: string;
  readonly capPixel: number;
  /** Legible on each fate, by name. */
  readonly inkOn: Readonly<Record<Fate, string>>;
  readonly surface: string;
  readonly surface2: string;
  readonly ink: string;
  readonly ink2: string;
  readonly line: string;
  readonly accent: string;
  readonly dark: boolean;
  /** The two runs of a comparison, and what both do alike, as CSS and as ImageData stores it. */
  readonly runs: Readonly<Record<'a' | 'b' | 'both' | 'neither', readonly [css: string, pixel: number]>>;
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

function readPalette(): Palette {
  const probe = document.createElement('span');
  document.body.append(probe);
  const pixel = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  // A probe element resolves light-dark(), color-mix() and var(); a pixel turns any colour space into bytes.
  const resolve = (variable: string, fallback: string): [css: string, bytes: Uint8ClampedArray] => {
    probe.style.color = `var(${variable}, ${fallback})`;
    const css = getComputedStyle(probe).color || fallback;
    if (!pixel) return [css, new Uint8ClampedArray([128, 128, 128, 255])];
    pixel.fillStyle = css;
    pixel.fillRect(0, 0, 1, 1);
    return [css, pixel.getImageData(0, 0, 1, 1).data];
  };
  const [surface, surfaceBytes] = resolve('--surface', '#ffffff');
  const dark = luminance(surfaceBytes) < 0.3;
  const css = (variable: string, light: string, night: string) => resolve(variable, dark ? night : light)[0];

  const pixelOf = (bytes: Uint8ClampedArray) => toPixel(bytes[0] ?? 0, bytes[1] ?? 0, bytes[2] ?? 0);
  const pixels = new Uint32Array(fates.length);
  const fate = {} as Record<Fate, string>;
  const inkOn = {} as Record<Fate, string>;
  fates.forEach((name, code) => {
    const variable = name === 'parked' ? '--fate-parked-fill' : `--fate-${name}`;
    const [colour, bytes] = name === 'absent' ? [surface, surfaceBytes] : resolve(variable, '#888888');
    fate[name] = colour;
    pixels[code] = pixelOf(bytes);
    inkOn[name] = luminance(bytes) > 0.3 ? '#101418' : '#ffffff';
  });
  const [ink, inkBytes] = resolve('--ink', dark ? '#eceef0' : '#16181b');
  const [parkedLine, parkedBytes] = resolve('--fate-parked', '#8a7a56');
  const run = (variable: string, fallback: string): readonly [css: string, pixel: number] => {
    const [colour, bytes] = resolve(variable, fallback);
    return [colour, pixelOf(bytes)];
  };
  const palette: Palette = {
    fate,
    pixels,
    hatchPixel: pixelOf(parkedBytes),
    parkedLine,
    capPixel: pixelOf(inkBytes),
    inkOn,
    surface,
    surface2: css('--surface-2', '#f5f5f3', '#1b1e22'),
    ink,
    ink2: css('--ink-2', '#5c6166', '#a2a8ae'),
    line: css('--line', '#dcdcd8', '#2f3338'),
    accent: css('--accent', '#17538f', '#9ccbff'),
    dark,
    runs: {
      a: run('--run-a', '#6b3fb0'),
      b: run('--run-b', '#0b7d6c'),
      both: run('--run-both', '#9aa0a8'),
      neither: run('--fate-out', '#ecebe7'),
    },
  };
  probe.remove();
  return palette;
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
