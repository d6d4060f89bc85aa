// What a figure is made of: plain shapes in CSS px, their colours by name. The screen, the SVG file and the PNG draw the same marks.

import type { Colour, Palette } from '@/components/palette';

/** A colour of the theme, or one of a scale. */
export type Paint = Colour | `#${string}`;

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export type Mark =
  | {
      readonly kind: 'rect';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly fill?: Paint;
      readonly fillOpacity?: number;
      readonly stroke?: Paint;
      readonly strokeWidth?: number;
    }
  | {
      readonly kind: 'line';
      readonly x1: number;
      readonly y1: number;
      readonly x2: number;
      readonly y2: number;
      readonly stroke: Paint;
      readonly strokeWidth?: number;
      readonly dash?: readonly number[];
    }
  | {
      readonly kind: 'circle';
      readonly cx: number;
      readonly cy: number;
      readonly r: number;
      readonly fill: Paint;
      readonly stroke?: Paint;
      readonly strokeWidth?: number;
      readonly dash?: readonly number[];
      /** Shown when the pointer rests on it. */
      readonly title?: string;
    }
  /** `d` as in SVG. */
  | { readonly kind: 'path'; readonly d: string; readonly fill: Paint }
  | {
      readonly kind: 'text';
      readonly x: number;
      /** Middle of the letters. */
      readonly y: number;
      readonly text: string;
      readonly size: number;
      readonly fill: Paint;
      readonly anchor?: 'start' | 'middle' | 'end';
      readonly family?: 'sans' | 'mono';
      readonly weight?: number;
      /** Read from below. */
      readonly upright?: boolean;
      readonly title?: string;
    }
  /** Pixels: too many cells for shapes. Painted anew at every scale. */
  | { readonly kind: 'raster'; readonly box: Box; readonly paint: RasterPainter }
  | {
      readonly kind: 'group';
      /** Moves the content, clip and all. */
      readonly x?: number;
      readonly y?: number;
      readonly clip?: Box;
      readonly opacity?: number;
      readonly marks: readonly Mark[];
    };

export type TextMark = Extract<Mark, { kind: 'text' }>;
export type RasterMark = Extract<Mark, { kind: 'raster' }>;

/** Draws in CSS px from the box's corner; `ratio` device pixels make one. */
export type RasterPainter = (context: CanvasRenderingContext2D, ratio: number, palette: Palette) => void;

/** Fonts by family. A file names them and does not hold them: where they are not installed, the next in the list stands in. */
export const families = {
  sans: "'Inter Variable', Inter, system-ui, sans-serif",
  mono: "'JetBrains Mono Variable', 'JetBrains Mono', ui-monospace, monospace",
} as const;

/** From the middle of the letters down to their baseline, in ems: programs disagree on where "middle" is, not on baselines. */
export const MIDDLE_EM = 0.36;

/** Boxes as one path. */
export function barsPath(boxes: Iterable<readonly [x: number, y: number, width: number, height: number]>): string {
  let d = '';
  for (const [x, y, width, height] of boxes)
    d += `M${short(x)},${short(y)}h${short(width)}v${short(height)}h${short(-width)}z`;
  return d;
}

/** A coordinate to a thousandth of a pixel. */
export function short(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** A frame around what is pinned: `box` outlined and lightly filled. */
export function pinMark({ left, top, width, height }: Box): Mark {
  const edge = 1.5;
  return {
    kind: 'rect',
    x: left - edge / 2,
    y: top - edge / 2,
    width: width + edge,
    height: height + edge,
    fill: 'accent',
    fillOpacity: 0.12,
    stroke: 'accent',
    strokeWidth: edge,
  };
}
