// A figure as a file shows it: the marks of the screen in a frame that stands alone, with title, legend and notes.

import type { Box, Mark, Paint } from './marks';

export interface LegendItem {
  /** Drawn in a box of `width` x 12 px. */
  readonly marks: readonly Mark[];
  readonly width: number;
  readonly label: string;
}

export interface Figure {
  /** Part of the file's name: `fate-map-decode-3`. */
  readonly name: string;
  readonly title: string;
  /** Of the marks, in CSS px. */
  readonly width: number;
  readonly height: number;
  readonly marks: readonly Mark[];
  readonly legend: readonly LegendItem[];
  /** What the page says beside the figure. */
  readonly notes: readonly string[];
  /** What is to be seen, in a sentence; the caption goes on to say of which run. */
  readonly caption: string;
}

export interface FramedFigure {
  readonly width: number;
  readonly height: number;
  readonly marks: readonly Mark[];
}

const MARGIN = 16;
const LINE = 18;
const LARGE = 14;
const SMALL = 11;

/** The figure on its background, with title above and legend and notes below. */
export function frameFigure({ title, width, height, marks, legend, notes }: Figure): FramedFigure {
  const inner = Math.max(width, 320);
  const heading = wrapWords(title, inner, LARGE);
  const lines = wrapLegend(legend, inner);
  const words = notes.flatMap((note) => wrapWords(note, inner, SMALL));
  const top = MARGIN + 8 + heading.length * LINE;
  const below = top + height + 10;
  const total = Math.ceil(below + (lines.length + words.length) * LINE + MARGIN - 4);
  const outer = inner + 2 * MARGIN;
  return {
    width: outer,
    height: total,
    marks: [
      { kind: 'rect', x: 0, y: 0, width: outer, height: total, fill: 'surface' },
      ...heading.map((text, i): Mark => ({
        kind: 'text',
        x: MARGIN,
        y: MARGIN + 8 + i * LINE,
        text,
        size: LARGE,
        weight: 600,
        fill: 'ink',
      })),
      { kind: 'group', x: MARGIN, y: top, marks },
      ...lines.flatMap((line, i) => line.map(({ item, x }) => itemMark(item, MARGIN + x, below + i * LINE))),
      ...words.map((text, i): Mark => smallText(text, MARGIN, below + (lines.length + i) * LINE + 6, 'ink-2')),
    ],
  };
}

function itemMark({ marks, width, label }: LegendItem, x: number, y: number): Mark {
  return { kind: 'group', x, y, marks: [...marks, smallText(label, width + 6, 6, 'ink-2')] };
}

function smallText(text: string, x: number, y: number, fill: Paint): Mark {
  return { kind: 'text', x, y, text, size: SMALL, fill };
}

/** Widths of letters are not known here: some more than Inter's mean leaves room for other fonts. */
function wordWidth(text: string, size: number): number {
  let ems = 0;
  for (const sign of text) ems += sign < WIDE ? 0.58 : 1.05;
  return ems * size;
}

/** From here on Unicode has scripts whose letters are as wide as they are high. */
const WIDE = '\u2e80';

function wrapLegend(legend: readonly LegendItem[], width: number): { item: LegendItem; x: number }[][] {
  const lines: { item: LegendItem; x: number }[][] = [];
  let x = Infinity;
  for (const item of legend) {
    const wide = item.width + 6 + wordWidth(item.label, SMALL) + 18;
    if (x + wide - 18 > width) {
      lines.push([]);
      x = 0;
    }
    lines.at(-1)?.push({ item, x });
    x += wide;
  }
  return lines;
}

function wrapWords(text: string, width: number, size: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ').flatMap((each) => breakWord(each, width, size))) {
    const line = lines.at(-1);
    if (line !== undefined && wordWidth(`${line} ${word}`, size) <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** A word in pieces of a line's width: titles may be of any length, and of scripts without spaces. */
function breakWord(word: string, width: number, size: number): string[] {
  const pieces = [''];
  for (const sign of word) {
    const longer = `${pieces.at(-1)}${sign}`;
    if (longer !== sign && wordWidth(longer, size) > width) pieces.push(sign);
    else pieces[pieces.length - 1] = longer;
  }
  return pieces;
}

/** A legend's square. */
export function swatch(fill: Paint): Mark {
  return { kind: 'rect', x: 0, y: 0, width: 12, height: 12, fill };
}

/** The hatching of parked tokens over a box. */
export function hatch({ left, top, width, height }: Box): Mark {
  const lines: Mark[] = [];
  for (let x = left - height; x < left + width; x += 4.25) {
    lines.push({ kind: 'line', x1: x, y1: top + height, x2: x + height, y2: top, stroke: 'fate-parked' });
  }
  return { kind: 'group', clip: { left, top, width, height }, marks: lines };
}
