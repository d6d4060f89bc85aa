'use client';
// The page of a comparison: two places to put a run in, and what the two runs have and do not have in common.

import { ArrowLeftRight } from 'lucide-react';
import { useState } from 'react';
import { openRun } from '@/components/run/runFile';
import { Button } from '@/components/ui/Button';
import { DropArea } from '@/components/ui/DropArea';
import { toAppError } from '@/lib/errors';
import { Comparison } from './Comparison';
import { Invitation } from './Invitation';
import { chosenOf } from './pair';
import { RunPlace } from './RunPlace';
import { useKeepRun, useRunOf } from './runs';
import type { Place } from './state';
import { places, useCompareState } from './state';

export function ComparePage() {
  const state = useCompareState();
  const { refs, sides } = state;
  const fetched = { a: useRunOf(refs.a), b: useRunOf(refs.b) };
  const keep = useKeepRun();
  const [problem, setProblem] = useState<string | null>(null);
  const shown = (place: Place) => {
    const of = fetched[place];
    return of.at === 'ready' ? chosenOf(of.run, sides[place]) : null;
  };
  const [a, b] = [shown('a'), shown('b')];

  const openFile = async (place: Place, file: File): Promise<void> => {
    setProblem(null);
    try {
      const run = await openRun(file);
      if (!(await keep(run))) {
        setProblem('The browser gives this page no more room: the run stays open here until the tab is closed.');
      }
      state.choose(place, { from: 'own', id: run.id });
    } catch (thrown) {
      setProblem(toAppError(thrown).message);
    }
  };

  return (
    <DropArea
      hint="Drop to compare this run"
      onDrop={({ files }) => {
        const [first, second] = [...files];
        if (first) void openFile(second || !refs.a ? 'a' : 'b', first).then(() => second && openFile('b', second));
      }}
    >
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 pt-5 pb-3 md:px-5">
        <h1 className="text-lg font-semibold tracking-tight">Compare two runs</h1>
        <Button disabled={!refs.a && !refs.b} onClick={state.swap}>
          <ArrowLeftRight size={14} aria-hidden /> Swap A and B
        </Button>
      </div>
      {problem && (
        <p role="alert" className="border-l-bad bg-bad-soft border-l-4 px-4 py-2.5 text-sm break-words md:px-5">
          {problem}
        </p>
      )}
      <div className="border-line grid grid-cols-1 border-t md:grid-cols-2">
        {places.map((place) => (
          <RunPlace
            key={place}
            place={place}
            reference={refs[place]}
            fetched={fetched[place]}
            chosen={place === 'a' ? a : b}
            onChoose={(ref, side) => state.choose(place, ref, side)}
            onOpenFile={(file) => void openFile(place, file)}
          />
        ))}
      </div>
      {a && b ? (
        <Comparison a={a} b={b} linked={state.linked} look={state.look} path={state.path} />
      ) : (
        <Invitation state={state} fetched={fetched} />
      )}
    </DropArea>
  );
}
