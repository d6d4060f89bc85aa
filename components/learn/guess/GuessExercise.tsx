'use client';
// The exercise: choose a run, a passage and a pruning layer, mark words, compare. Holds the choices; marking is GuessBoard's.

import { useMemo, useState } from 'react';
import { Select } from '@/components/ui/Choice';
import { prefillStages } from '@/lib/learn/facts';
import { keptOf, passageHolding, passagesOf } from '@/lib/learn/guess';
import type { WholeRun } from '@/lib/trace/run';
import { useRecordedIndex, useRecordedRun } from '../useRecordedRun';
import './guess.css';
import { GuessBoard } from './GuessBoard';

interface GuessExerciseProps {
  /** Shown first. */
  readonly start: WholeRun;
  readonly onRevealed: () => void;
}

export function GuessExercise({ start, onRevealed }: GuessExerciseProps) {
  const [id, setId] = useState(start.id);
  const [chosen, setChosen] = useState<{ passage: number | null; layer: number | null; round: number }>(untouched);
  const index = useRecordedIndex().data ?? [];
  const { run, error } = useRecordedRun(id);
  const comparison = run?.comparison;
  const passages = useMemo(() => passagesOf(comparison?.pruned.input.pieces ?? []), [comparison]);
  const stages = useMemo(
    () =>
      comparison ? prefillStages(comparison.pruned).filter(({ kept, active }) => kept.length < active.length) : [],
    [comparison],
  );
  const telling = passageHolding(passages, comparison?.expected?.trim() ?? '');
  const at = chosen.passage ?? Math.max(0, telling);
  const passage = passages[at];
  // The second cut: the first keeps too much to be a game, the last little else than the question.
  const stage = stages.find(({ layer }) => layer === chosen.layer) ?? stages[1] ?? stages[0];
  return (
    <div className="flex flex-col gap-5">
      <div className="grid gap-3 sm:grid-cols-3">
        <Labelled label="Run">
          <Select
            label="Run"
            value={id}
            options={index.map((entry) => ({ value: entry.id, label: entry.title }))}
            onChange={(next) => {
              setId(next);
              setChosen((before) => ({ ...untouched, round: before.round + 1 }));
            }}
          />
        </Labelled>
        <Labelled label="Passage">
          <Select
            label="Passage"
            value={String(at)}
            options={passages.map(({ words }, i) => ({ value: String(i), label: `${i + 1}: ${beginning(words)}` }))}
            onChange={(next) => setChosen({ ...chosen, passage: Number(next), round: chosen.round + 1 })}
          />
        </Labelled>
        <Labelled label="Pruned after layer">
          <Select
            label="Pruned after layer"
            value={String(stage?.layer ?? '')}
            options={stages.map(({ layer, kept, active }) => ({
              value: String(layer),
              label: `${layer}: ${kept.length} of ${active.length} go on`,
            }))}
            onChange={(next) => setChosen({ ...chosen, layer: Number(next), round: chosen.round + 1 })}
          />
        </Labelled>
      </div>
      {comparison && passage && stage ? (
        <GuessBoard
          key={`${id} ${chosen.round}`}
          trace={comparison.pruned}
          passage={passage}
          stage={stage}
          kept={keptOf(passage, stage)}
          onRevealed={onRevealed}
          onAgain={() => setChosen({ ...chosen, round: chosen.round + 1 })}
        />
      ) : (
        <p className="text-ink-2 py-8" role="status">
          {error
            ? error.message
            : comparison
              ? 'This run pruned nothing by score, so there is nothing to guess: choose another.'
              : 'Opening the recorded run…'}
        </p>
      )}
    </div>
  );
}

const untouched = { passage: null, layer: null, round: 0 };

function Labelled({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div>
      <p aria-hidden className="text-ink-2 mb-1 text-xs">
        {label}
      </p>
      {children}
    </div>
  );
}

function beginning(words: readonly { readonly text: string }[]): string {
  return `${words
    .slice(0, 6)
    .map(({ text }) => text)
    .join('')
    .replaceAll('\n', ' ')
    .trim()}…`;
}
