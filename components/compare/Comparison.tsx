'use client';
// All that two runs have and do not have in common: figures, settings, answers, then the linked views of one step.

import { useMemo, useState } from 'react';
import { OffersProvider } from '@/components/figures/offers';
import { OffersMenu } from '@/components/figures/OffersMenu';
import { sideName } from '@/components/run/format';
import { Panel } from '@/components/run/Panel';
import { useStages } from '@/components/run/useStages';
import { FateMap } from '@/components/views/FateMap/FateMap';
import { clampIndex } from '@/components/views/format';
import { createHoverStore } from '@/components/views/hover';
import type { ViewProps } from '@/components/views/selection';
import { titleOf } from '@/lib/trace/run';
import { AnswersOfBoth } from './AnswersOfBoth';
import { AlignmentNote } from './AlignmentNote';
import { AttentionOfBoth } from './AttentionOfBoth';
import { DifferenceMap } from './DifferenceMap/DifferenceMap';
import { FigureTable } from './FigureTable';
import { hoverOf, lookFrom, selectionOf } from './linked';
import type { Chosen } from './pair';
import { pairOf } from './pair';
import { RunBadge } from './RunPlace';
import { ScoreDifferences } from './ScoreDifference/ScoreDifferences';
import { SettingTable } from './SettingTable';
import { sourceOfPair, sourceOfPlace } from './source';
import type { Linked, Looked, Place } from './state';
import { placeName, places } from './state';
import { StepOfBoth } from './StepOfBoth';
import { figuresOf } from './summary';

interface ComparisonProps {
  readonly a: Chosen;
  readonly b: Chosen;
  readonly linked: Looked;
  readonly look: (patch: Partial<Linked>) => void;
  /** Of the comparison, for others; null where not everyone can open it. */
  readonly path: string | null;
}

export function Comparison({ a, b, linked: asked, look, path }: ComparisonProps) {
  const pair = usePair(a, b);
  const { alignment } = pair;
  const [hover] = useState(createHoverStore);
  const stage = useStages(6);
  const figures = useMemo(() => figuresOf(pair), [pair]);
  const source = sourceOfPair(pair, path);
  const linked = { ...asked, step: clampIndex(asked.step ?? pair.opening, pair.steps) };
  const axes = useMemo(
    () => ({
      a: { positions: alignment.a, columns: alignment.columnsOfA },
      b: { positions: alignment.b, columns: alignment.columnsOfB },
    }),
    [alignment],
  );
  const hovers = useMemo(() => ({ a: hoverOf(hover, axes.a), b: hoverOf(hover, axes.b) }), [hover, axes]);
  const viewOf = (place: Place): ViewProps => ({
    trace: pair[place].trace,
    selection: selectionOf(linked, pair[place].side, axes[place], pair.layers),
    onSelect: lookFrom(look, axes[place]),
    hover: hovers[place],
  });

  return (
    <>
      <AlignmentNote pair={pair} />
      <Panel source={source} title="Figures" terms={figures}>
        <FigureTable pair={pair} figures={figures} />
      </Panel>
      <Panel source={source} title="Settings that differ">
        <SettingTable pair={pair} />
      </Panel>
      <Panel source={source} title="Answers">
        <AnswersOfBoth pair={pair} />
      </Panel>
      <div className="border-line-2 bg-surface z-20 border-y px-4 py-2.5 md:sticky md:top-0 md:px-5">
        <OffersProvider>
          <StepOfBoth
            pair={pair}
            step={linked.step}
            onStep={(step) => look({ step })}
            aside={<OffersMenu of="Step of both runs" source={source} />}
          />
        </OffersProvider>
      </div>
      {stage >= 2 && (
        <Panel
          source={source}
          title="Difference map"
          className="border-t-0"
          note="Which tokens each layer keeps: in both runs, in A only, in B only, in neither."
        >
          <DifferenceMap pair={pair} linked={linked} look={look} hover={hover} />
        </Panel>
      )}
      {places.map((place, i) =>
        stage >= 3 + i ? (
          <Panel
            key={place}
            source={sourceOfPlace(source, pair, place)}
            title={`Fate map of ${placeName[place]}`}
            note={
              <span className="flex items-start gap-2">
                <RunBadge place={place} />
                <span className="mt-0.5 line-clamp-2 min-w-0 break-words">
                  {titleOf(pair[place].run)}, {sideName(pair[place].trace)}
                </span>
              </span>
            }
          >
            <FateMap {...viewOf(place)} />
          </Panel>
        ) : null,
      )}
      {stage >= 5 && (
        <Panel
          source={source}
          title="Score differences"
          note="A’s importance minus B’s at a pruning layer. Scores are shares of the last token’s attention among the tokens that are active in that run."
        >
          <ScoreDifferences pair={pair} linked={linked} look={look} hover={hover} />
        </Panel>
      )}
      {stage >= 6 && (
        <Panel
          source={source}
          title="Attention"
          note="Weights of one head in both runs, and the size of their difference over the queries and keys that are active in both."
        >
          <AttentionOfBoth pair={pair} linked={linked} look={look} hover={hover} viewOf={viewOf} />
        </Panel>
      )}
    </>
  );
}

/** The pair, aligned anew only when a run or a side changes: the runs come from a cache, but what wraps them is new at every render. */
function usePair(a: Chosen, b: Chosen) {
  const [runA, sideA, runB, sideB] = [a.run, a.side, b.run, b.side];
  const [traceA, traceB] = [a.trace, b.trace];
  return useMemo(
    () => pairOf({ run: runA, side: sideA, trace: traceA }, { run: runB, side: sideB, trace: traceB }),
    [runA, sideA, traceA, runB, sideB, traceB],
  );
}
