// The fate map and its table as files.

import type { Figure } from '@/components/figures/figure';
import type { Mark } from '@/components/figures/marks';
import type { Table } from '@/components/figures/table';
import { modeTitle } from '@/components/modes';
import { fateAt } from '@/lib/trace/fate';
import { nearestScore, positionCount, segmentOfLayer } from '@/lib/trace/select';
import { formatCount, stepFile, stepName } from '../format';
import { fateLegend } from '../legend';
import { tokenCells } from '../tokens';
import type { MapStep } from './FateMap';
import { tellStep } from '../StepPlayer/story';

/** The map as it is drawn: `marks` in a plot of this size. */
export function mapFigure(props: MapStep, marks: readonly Mark[], width: number, height: number): Figure {
  const { trace, at, layer, step } = props;
  const record = trace.steps[at];
  const counts = record ? (step.segments[segmentOfLayer(record, layer)]?.counts ?? null) : null;
  const side = modeTitle(trace.config.mode);
  return {
    name: `fate-map-${stepFile(at)}`,
    title: `Token fate map: ${side}, ${stepName(at)}`,
    width,
    height,
    marks,
    legend: fateLegend(counts),
    notes: [`Layers downwards, positions to the right. Counts are those of layer ${layer}.`],
    caption: `Fate of each of ${formatCount(positionCount(trace))} positions in each of ${trace.model.spec.layers} layers, ${side}, ${stepName(at)}. ${tellStep(trace, at)}`,
  };
}

/** Every token of the step: its fate in the selected layer and in every segment, and the score that the page shows beside it. */
export function fateTable({ trace, tokenText, at, layer, step }: MapStep): Table {
  const record = trace.steps[at];
  const segments = step.segments.map(({ firstLayer, lastLayer }) => `layers_${firstLayer}_${lastLayer}`);
  return {
    name: `fates-${stepFile(at)}`,
    columns: [
      'step',
      'position',
      'token_id',
      'token',
      'layer',
      'fate',
      'score',
      'scored_after_layer',
      'kept',
      ...segments,
    ],
    rows: Array.from({ length: (record?.position ?? -1) + 1 }, (_, position) => {
      const reading = record ? nearestScore(record, layer, position) : null;
      return [
        at,
        position,
        ...tokenCells(trace, position, tokenText),
        layer,
        fateAt(step, layer, position),
        reading?.score ?? null,
        reading?.layer ?? null,
        reading?.kept ?? null,
        ...step.segments.map(({ firstLayer }) => fateAt(step, firstLayer, position)),
      ];
    }),
  };
}
