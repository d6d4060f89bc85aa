// The chart of score differences and its numbers as files.

import type { Figure } from '@/components/figures/figure';
import type { Mark } from '@/components/figures/marks';
import type { Cell, Table } from '@/components/figures/table';
import { formatCount, stepFile, stepName, visiblePiece } from '@/components/views/format';
import { colourItem } from '@/components/views/legend';
import { largestDifference, type ScoreDifference } from '@/lib/compare/scores';
import { indexOfPosition, stagesOf, type Stage } from '@/lib/trace/select';
import type { Pair } from '../pair';
import { places, type Place } from '../state';
import { wordAt } from '../words';
import type { ChartProps } from './ScoreDifferenceChart';
import { signed } from './layout';

/** What the colours mean: the same words on the page and in a file. */
export const barKeys: Readonly<Record<Place, string>> = { a: 'above: higher in A', b: 'below: higher in B' };

/** What the selections made of the tokens that both runs scored: the same words on the page and in a file. */
export function keptWords({ columns, kept }: ScoreDifference): string {
  return `Of ${formatCount(columns.length)} tokens scored in both, ${formatCount(kept.both)} are kept in both, ${formatCount(kept.onlyA)} only in A, ${formatCount(kept.onlyB)} only in B, ${formatCount(kept.neither)} in neither.`;
}

export function scoreDifferenceFigure(
  { pair, linked, stage }: ChartProps,
  drawn: { readonly marks: readonly Mark[]; readonly width: number; readonly height: number },
): Figure {
  const left = linked.skipFirst ? ' The first token is left out.' : '';
  const largest = largestDifference(stage, linked.skipFirst);
  const furthest = largest
    ? ` Furthest apart: “${visiblePiece(wordAt(pair, largest.column))}” (${signed(largest.value)}).`
    : ' Every score is equal.';
  return {
    name: `score-differences-${stepFile(linked.step)}-layer-${stage.layer}`,
    title: `Score differences after layer ${stage.layer}: ${stepName(linked.step)}`,
    ...drawn,
    legend: places.map((place) => colourItem(`run-${place}`, barKeys[place])),
    notes: [`A’s score minus B’s over the tokens.${left}`],
    caption: `Importance in A minus importance in B of every token that both scored after layer ${stage.layer}, ${stepName(linked.step)}. ${keptWords(stage)}${furthest}${left}`,
  };
}

/** Scores of every pruning layer of the step that either run scored, one row a token and layer. */
export function scoreDifferenceTable(pair: Pair, step: number): Table {
  const stages = places.map((place) => {
    const { trace } = pair[place];
    const record = trace.steps[step];
    return record ? stagesOf(trace, record) : [];
  });
  const layers = [...new Set(stages.flat().map(({ layer }) => layer))].sort((x, y) => x - y);
  return {
    name: `score-differences-${stepFile(step)}`,
    columns: [
      ...['step', 'after_layer', 'column', 'token', 'difference'],
      ...places.flatMap((place) => ['position', 'score', 'kept'].map((name) => `${name}_${place}`)),
    ],
    rows: layers.flatMap((layer) => {
      const [ofA, ofB] = stages.map((each) => each.find((stage) => stage.layer === layer));
      return Array.from(pair.alignment.a.keys()).flatMap((column): Cell[][] => {
        const a = reading(ofA, pair.alignment.a[column] ?? -1);
        const b = reading(ofB, pair.alignment.b[column] ?? -1);
        if (!a && !b) return [];
        const none = [null, null, null];
        return [
          [
            step,
            layer,
            column,
            { text: wordAt(pair, column) },
            a && b ? a[1] - b[1] : null,
            ...(a ?? none),
            ...(b ?? none),
          ],
        ];
      });
    }),
  };
}

function reading(stage: Stage | undefined, position: number): [position: number, score: number, kept: boolean] | null {
  const at = stage ? indexOfPosition(stage.active, position) : -1;
  const score = stage?.scores[at];
  return stage && score !== undefined ? [position, score, indexOfPosition(stage.kept, position) >= 0] : null;
}
