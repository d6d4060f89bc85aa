// The difference map as marks: its cells as one raster, around them axes, prunings and token texts.

import type { Mark } from '@/components/figures/marks';
import { cutLine, layerAxis, positionAxis, promptEnd, SIZE, words } from '@/components/views/FateMap/marks';
import { drawDifference, type DifferenceCells } from './draw';

export interface DifferencePicture extends DifferenceCells {
  /** Columns of the prompts: a line parts them from the outputs. */
  readonly promptColumns: number;
  /** What is said of each cut: which run prunes there. */
  readonly cuts: readonly string[];
  /** Text of a column's token, where columns are wide enough for it. */
  readonly wordAt: ((column: number) => string) | null;
}

export function differenceMarks(picture: DifferencePicture): Mark[] {
  const { layout, zoom, promptColumns, cuts, wordAt } = picture;
  const { plot } = layout;
  const x = plot.left + plot.width + 11;
  return [
    { kind: 'raster', box: plot, paint: (context, ratio, palette) => drawDifference(context, ratio, palette, picture) },
    ...promptEnd(layout, zoom, promptColumns),
    ...layerAxis(layout),
    ...layout.cuts.flatMap(({ y }, i): Mark[] => [
      cutLine(layout, y),
      { kind: 'text', x, y, text: cuts[i] ?? '', size: SIZE, fill: 'ink' },
    ]),
    ...positionAxis(layout, zoom),
    ...words(layout, zoom, wordAt),
  ];
}
