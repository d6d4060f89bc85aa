'use client';
// Chooses the step that all views show, of both runs at once, and says what each run did in it.

import { ChevronFirst, ChevronLast, StepBack, StepForward } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTableOffer } from '@/components/figures/offers';
import { stepName, visiblePiece } from '@/components/views/format';
import { ToolButton } from '@/components/views/parts';
import { pieceAt, traceWords } from '@/lib/trace/select';
import type { Chosen, Pair } from './pair';
import { RunBadge } from './RunPlace';
import { placeName, places } from './state';
import { stepsTable } from './tables';

interface StepOfBothProps {
  readonly pair: Pair;
  readonly step: number;
  readonly onStep: (step: number) => void;
  /** At the right end. */
  readonly aside: ReactNode;
}

export function StepOfBoth({ pair, step, onStep, aside }: StepOfBothProps) {
  useTableOffer('Steps', () => stepsTable(pair));
  const last = pair.steps - 1;
  const { firstDifference } = pair.alignment;
  const longer = places.find((place) => pair[place].trace.steps.length > pair.steps);
  return (
    <section aria-label="Step of both runs" className="flex flex-wrap items-center gap-x-5 gap-y-2 text-sm">
      <div className="flex items-center gap-0.5">
        <ToolButton label="First step" onClick={() => onStep(0)} disabled={step === 0}>
          <ChevronFirst size={15} aria-hidden />
        </ToolButton>
        <ToolButton label="Step back" onClick={() => onStep(step - 1)} disabled={step === 0}>
          <StepBack size={14} aria-hidden />
        </ToolButton>
        <ToolButton label="Step forward" onClick={() => onStep(step + 1)} disabled={step >= last}>
          <StepForward size={14} aria-hidden />
        </ToolButton>
        <ToolButton label="Last step" onClick={() => onStep(last)} disabled={step >= last}>
          <ChevronLast size={15} aria-hidden />
        </ToolButton>
      </div>
      <input
        type="range"
        className="step-slider min-w-0 flex-1 basis-40"
        min={0}
        max={Math.max(0, last)}
        value={step}
        disabled={last < 1}
        aria-label="Step"
        aria-valuetext={stepName(step)}
        onChange={(event) => onStep(Number(event.target.value))}
      />
      {/* Beside the slider where the words have a line of their own. */}
      <div className="md:order-1">{aside}</div>
      <p className="tabular flex flex-wrap items-center gap-x-4 gap-y-1 max-md:basis-full" aria-live="polite">
        <span className="font-medium">
          {step === 0 ? 'Prefill' : `Decode step ${step}`}
          <span className="text-ink-2 font-normal"> of {last}</span>
        </span>
        {places.map((place) => (
          <span key={place} className="inline-flex items-center gap-1.5">
            <RunBadge place={place} />
            <span className="sr-only">{placeName[place]}: </span>
            <Tokens chosen={pair[place]} step={step} />
          </span>
        ))}
      </p>
      {(longer || (firstDifference !== null && step > firstDifference)) && (
        <p className="text-ink-2 order-2 basis-full text-xs">
          {firstDifference !== null &&
            step > firstDifference &&
            'The answers have parted: each run goes on with its own. '}
          {longer &&
            `${placeName[longer]} has ${pair[longer].trace.steps.length - 1} decode steps; those of both are shown.`}
        </p>
      )}
    </section>
  );
}

/** The token that went in and the one that came out. */
function Tokens({ chosen: { trace }, step }: { chosen: Chosen; step: number }) {
  const record = trace.steps[step];
  if (!record) return null;
  const words = traceWords(trace);
  return (
    <span>
      {step > 0 && (
        <>
          <span className="token-word">{visiblePiece(pieceAt(trace, record.position, words))}</span>
          <span className="text-ink-2"> → </span>
        </>
      )}
      <span className="token-word font-medium">{visiblePiece(pieceAt(trace, record.position + 1, words))}</span>
    </span>
  );
}
