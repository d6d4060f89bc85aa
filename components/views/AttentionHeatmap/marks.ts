// The heatmap as marks: its cells as one raster, the axes around it (positions of queries down, of keys across), the pinned key.

import { pinMark, type Mark } from '@/components/figures/marks';
import { indexOfPosition } from '@/lib/trace/select';
import type { AttentionMap } from '@/lib/trace/attentionMap';
import { formatCount } from '../format';
import { drawCells, type HeatmapPicture } from './draw';
import { cellPlace, type HeatmapLayout, type Zoom2 } from './layout';

const SIZE = 10.5;

export function heatmapMarks(picture: HeatmapPicture): Mark[] {
  const { layout, zoom, map } = picture;
  const cells: Mark = {
    kind: 'raster',
    box: layout.plot,
    paint: (context, ratio, palette) => drawCells(context, ratio, palette, picture),
  };
  return [cells, ...keyAxis(layout, zoom, map), ...queryAxis(layout, zoom, map)];
}

/** The column of the pinned token, if the map has it. */
export function heatmapPin(layout: HeatmapLayout, zoom: Zoom2, map: AttentionMap, position: number | null): Mark[] {
  const column = position === null ? -1 : indexOfPosition(map.columns, position);
  if (column < 0) return [];
  const { top, height } = layout.plot;
  const { x } = cellPlace(layout, zoom, 0, column);
  const pin = pinMark({ left: x, top, width: Math.max(1.5, layout.cellWidth * zoom.k), height });
  return [{ kind: 'group', clip: layout.plot, marks: [pin] }];
}

function keyAxis(layout: HeatmapLayout, zoom: Zoom2, map: AttentionMap): Mark[] {
  const { left, top, width, height } = layout.plot;
  return tickPlaces(map.columns.length, layout.cellWidth * zoom.k, 80).flatMap((at): Mark[] => {
    const x = cellPlace(layout, zoom, 0, at + 0.5).x;
    if (x < left || x > left + width) return [];
    // The last label ends at the edge instead of beyond it.
    const last = x > left + width - 16;
    return [
      { kind: 'rect', x: x - 0.5, y: top + height + 1, width: 1, height: 4, fill: 'ink-2' },
      {
        kind: 'text',
        x: Math.min(x, left + width),
        y: top + height + 13,
        text: formatCount(map.columns[at] ?? 0),
        size: SIZE,
        anchor: last ? 'end' : 'middle',
        fill: 'ink-2',
      },
    ];
  });
}

function queryAxis(layout: HeatmapLayout, zoom: Zoom2, map: AttentionMap): Mark[] {
  const { left, top, height } = layout.plot;
  // The few rows of a decode step are no even series: each has its label.
  const apart = map.rows.length <= 30 ? 12 : 48;
  return tickPlaces(map.rows.length, layout.cellHeight * zoom.k, apart).flatMap((at): Mark[] => {
    const y = cellPlace(layout, zoom, at + 0.5, 0).y;
    if (y < top || y > top + height) return [];
    const text = formatCount(map.rows[at] ?? 0);
    return [
      { kind: 'rect', x: left - 5, y: y - 0.5, width: 4, height: 1, fill: 'ink-2' },
      { kind: 'text', x: left - 8, y, text, size: SIZE, anchor: 'end', fill: 'ink-2' },
    ];
  });
}

/** Every so many cells that labels stand `apart` pixels from each other. */
function tickPlaces(count: number, cellPixels: number, apart: number): number[] {
  const rough = apart / cellPixels;
  const power = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
  const every = [1, 2, 5, 10].map((m) => m * power).find((step) => step >= rough) ?? 10 * power;
  return Array.from({ length: Math.ceil(count / every) }, (_, i) => i * every);
}
