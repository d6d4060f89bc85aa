// The fate map as marks: its cells as one raster, around them axes, prunings and token texts, over them what is selected.

import { pinMark, type Mark } from '@/components/figures/marks';
import { formatCount } from '../format';
import { drawCells, type MapCells } from './draw';
import { layerY, positionTicks, positionX, visiblePositions, type MapLayout, type ZoomX } from './layout';

export interface MapPicture extends MapCells {
  /** Prompt length: a line parts prompt from generated tokens. */
  readonly prompt: number;
  /** Text of a token, drawn under its column where that is wide enough; null where it is not. */
  readonly wordAt: ((position: number) => string) | null;
  /** One a cut: share kept as text, and the number that stayed. */
  readonly cutLabels: readonly { readonly keep: string | null; readonly kept: number }[];
}

/** Of the letters around a map. */
export const SIZE = 10.5;

export function mapMarks(picture: MapPicture): Mark[] {
  const { plot } = picture.layout;
  const cells: Mark = {
    kind: 'raster',
    box: plot,
    paint: (context, ratio, palette) => drawCells(context, ratio, palette, picture),
  };
  return [
    cells,
    ...promptEnd(picture.layout, picture.zoom, picture.prompt),
    ...layerAxis(picture.layout),
    ...cutMarks(picture),
    ...positionAxis(picture.layout, picture.zoom),
    ...words(picture.layout, picture.zoom, picture.wordAt),
  ];
}

/** The selected layer, and the pinned token if it is in sight. */
export function selectionMarks(layout: MapLayout, zoom: ZoomX, layer: number, position: number | null): Mark[] {
  const { left, top, width, height } = layout.plot;
  const chosen: Mark = {
    kind: 'rect',
    x: left - 4,
    y: layerY(layout, layer),
    width: 2,
    height: layout.layerHeight,
    fill: 'accent',
  };
  if (position === null || position >= layout.positions) return [chosen];
  const wide = Math.max(1.5, layout.cell * zoom.k);
  const pin = pinMark({ left: positionX(layout, zoom, position), top: 0, width: wide, height: top + height + 6 });
  return [chosen, { kind: 'group', clip: { left, top: 0, width, height: top + height + 6 }, marks: [pin] }];
}

/** A line between prompt and output. */
export function promptEnd(layout: MapLayout, zoom: ZoomX, prompt: number): Mark[] {
  const { left, top, width, height } = layout.plot;
  const x = positionX(layout, zoom, prompt);
  if (prompt >= layout.positions || x < left || x > left + width) return [];
  return [{ kind: 'rect', x: x - 0.5, y: top, width: 1, height, fill: 'ink' }];
}

export function layerAxis(layout: MapLayout): Mark[] {
  const x = layout.plot.left - 6;
  return layout.layerLabels.map(({ layer, y }) => ({
    kind: 'text',
    x,
    y: y + 0.5,
    text: String(layer),
    size: SIZE,
    anchor: 'end',
    fill: 'ink-2',
  }));
}

/** A line at every pruning, and at its right what was to be kept and how many stayed. */
function cutMarks({ layout, cutLabels }: MapPicture): Mark[] {
  const { plot } = layout;
  const x = plot.left + plot.width + 11;
  const wide = layout.width >= 560;
  return layout.cuts.flatMap(({ y }, i): Mark[] => {
    const line = cutLine(layout, y);
    const label = cutLabels[i];
    if (!label) return [line];
    const stay = wide ? `${formatCount(label.kept)} stay` : formatCount(label.kept);
    const two = wide && label.keep !== null;
    const first = two ? `keep ${label.keep}` : (label.keep ?? stay);
    const marks: Mark[] = [line, { kind: 'text', x, y: y - (two ? 5 : 0), text: first, size: SIZE, fill: 'ink' }];
    if (two) marks.push({ kind: 'text', x, y: y + 7, text: stay, size: SIZE, fill: 'ink-2' });
    return marks;
  });
}

/** The line of a pruning, through the gap below its layer. */
export function cutLine({ plot }: MapLayout, y: number): Mark {
  return { kind: 'rect', x: plot.left - 4, y: y - 0.5, width: plot.width + 8, height: 1, fill: 'ink' };
}

export function positionAxis(layout: MapLayout, zoom: ZoomX): Mark[] {
  const bottom = layout.plot.top + layout.plot.height;
  return positionTicks(layout, zoom).flatMap(({ position, x }): Mark[] => [
    { kind: 'rect', x: x - 0.5, y: bottom + 1, width: 1, height: 4, fill: 'ink-2' },
    { kind: 'text', x, y: bottom + 13, text: formatCount(position), size: SIZE, anchor: 'middle', fill: 'ink-2' },
  ]);
}

/** Token texts, read from below, as many letters as the strip has room for. */
export function words(layout: MapLayout, zoom: ZoomX, wordAt: MapPicture['wordAt']): Mark[] {
  if (!wordAt) return [];
  const { left, top, width, height } = layout.plot;
  const [first, last] = visiblePositions(layout, zoom);
  const marks: Mark[] = [];
  for (let p = first; p <= last; p++) {
    const x = positionX(layout, zoom, p + 0.5);
    if (x < left + 4 || x > left + width - 4) continue;
    const word = wordAt(p);
    marks.push({
      kind: 'text',
      x,
      y: top + height + 25,
      text: word.length > 9 ? `${word.slice(0, 8)}…` : word,
      size: SIZE,
      anchor: 'end',
      family: 'mono',
      upright: true,
      fill: 'ink',
    });
  }
  return marks;
}
