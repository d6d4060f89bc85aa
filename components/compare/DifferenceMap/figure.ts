// The difference map and its table as files.

import { hatch, swatch, type Figure, type LegendItem } from '@/components/figures/figure';
import type { Mark, Paint } from '@/components/figures/marks';
import type { Cell, Table } from '@/components/figures/table';
import { formatCount, formatShare, stepFile, stepName } from '@/components/views/format';
import {
  differenceAt,
  segmentAt,
  shareThatDiffers,
  type Difference,
  type DifferenceCounts,
  type SegmentDifference,
} from '@/lib/compare/fates';
import { fateAt, traceFates } from '@/lib/trace/fate';
import { nearestScore } from '@/lib/trace/select';
import { differenceStyles, shownDifferences } from '../differenceStyles';
import { places } from '../state';
import { wordAt } from '../words';
import type { DifferenceStep } from './DifferenceMap';

/** The map as it is drawn. */
export function differenceFigure(
  { pair, linked, segments, layer }: DifferenceStep,
  drawn: { readonly marks: readonly Mark[]; readonly width: number; readonly height: number },
): Figure {
  const counts = segmentAt(segments, layer)?.counts ?? null;
  return {
    name: `difference-map-${stepFile(linked.step)}`,
    title: `Difference map: ${stepName(linked.step)}`,
    ...drawn,
    legend: shownDifferences(pair, counts).map((name) => legendItem(name, counts)),
    notes: [
      verdict(segments, linked.step),
      `Layers downwards, tokens to the right. Counts are those of layer ${layer}. A letter at the right names the run that prunes there.`,
    ],
    caption: `Which of ${formatCount(pair.alignment.a.length)} tokens each of ${pair.layers} layers keeps in both runs, in A only, in B only or in neither, ${stepName(linked.step)}. ${verdict(segments, linked.step)}`,
  };
}

/** In how many places the runs differ: the same words on the page and in a file. */
export function verdict(segments: readonly SegmentDifference[], step: number): string {
  const { differ, compared } = shareThatDiffers(segments);
  if (compared === 0) return 'No token of one run is a token of the other here.';
  const of = `${formatCount(compared)} token-layers that both have in ${stepName(step)}`;
  if (differ === 0) return `No difference: both runs keep the same of the ${of}.`;
  return `The runs differ in ${formatCount(differ)} of the ${of}, ${formatShare(differ, compared)}.`;
}

const fills: Readonly<Record<Difference, Paint>> = {
  both: 'run-both',
  onlyA: 'run-a',
  onlyB: 'run-b',
  neither: 'fate-out',
  alone: 'surface',
};

const inks: Readonly<Record<Difference, Paint>> = {
  both: 'ink',
  onlyA: 'surface',
  onlyB: 'surface',
  neither: 'ink-2',
  alone: 'ink',
};

function legendItem(name: Difference, counts: DifferenceCounts | null): LegendItem {
  const { letter, label } = differenceStyles[name];
  const box = { left: 0, top: 0, width: 12, height: 12 };
  return {
    width: 12,
    marks: [
      swatch(fills[name]),
      ...(name === 'alone' ? [hatch(box)] : []),
      {
        kind: 'text',
        x: 6,
        y: 6,
        text: letter,
        size: 9,
        weight: 600,
        family: 'mono',
        anchor: 'middle',
        fill: inks[name],
      },
    ],
    label: counts ? `${label} ${formatCount(counts[name])}` : label,
  };
}

/** Every token of the step: in the selected layer its difference, and in each run its fate and the score shown beside it; then all layers. */
export function differenceTable({ pair, linked: { step }, segments, layer }: DifferenceStep): Table {
  const columns = Array.from(pair.alignment.a.keys()).filter(
    (column) => differenceAt(segments, layer, column) !== null,
  );
  return {
    name: `differences-${stepFile(step)}`,
    columns: [
      ...['step', 'column', 'token', 'layer', 'difference'],
      ...places.flatMap((place) =>
        ['position', 'fate', 'score', 'scored_after_layer', 'kept'].map((name) => `${name}_${place}`),
      ),
      ...segments.map(({ firstLayer, lastLayer }) => `layers_${firstLayer}_${lastLayer}`),
    ],
    rows: columns.map((column) => [
      ...[step, column, { text: wordAt(pair, column) }, layer, differenceAt(segments, layer, column)],
      ...places.flatMap((place): Cell[] => {
        const { trace } = pair[place];
        const position = pair.alignment[place][column] ?? -1;
        const record = trace.steps[step];
        if (position < 0 || !record) return [null, null, null, null, null];
        const reading = nearestScore(record, layer, position);
        const fate = fateAt(traceFates(trace)[step], layer, position);
        return [position, fate, reading?.score ?? null, reading?.layer ?? null, reading?.kept ?? null];
      }),
      ...segments.map(({ firstLayer }) => differenceAt(segments, firstLayer, column)),
    ]),
  };
}
