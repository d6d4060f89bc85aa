'use client';
// Both answers side by side: where they part, whether they are right, and how close the first token's distributions are.

import { Check, X } from 'lucide-react';
import { useTableOffer } from '@/components/figures/offers';
import { checkAnswer } from '@/lib/trace/answer';
import type { Run } from '@/lib/trace/run';
import { expectedOf, traceOf } from '@/lib/trace/run';
import type { Comparison, Trace } from '@/lib/trace/schema';
import { answersTable, fidelityOf, fidelityTable } from './fidelity';
import { sideName } from './format';

export function OutputsPanel({ run }: { run: Run }) {
  const expected = expectedOf(run);
  const first = run.kind === 'whole' ? run.comparison.fidelity.firstDifference : null;
  useTableOffer('Answers', () => answersTable(run));
  return (
    <div className="flex flex-col gap-4">
      <div className="grid grid-cols-1 gap-x-6 gap-y-4 sm:grid-cols-2">
        {(['full', 'pruned'] as const).map((side) => {
          const trace = traceOf(run, side);
          return trace ? (
            <Answer
              key={side}
              name={sideName(trace)}
              colour={side === 'full' ? 'var(--ink-2)' : 'var(--accent)'}
              trace={trace}
              expected={expected}
              firstDifference={first}
            />
          ) : (
            <p key={side} className="text-ink-2 text-sm">
              {side === 'full' ? 'Full prefill' : 'The pruned side'} is not part of this run.
            </p>
          );
        })}
      </div>
      {expected !== null && (
        <p className="text-ink-2 text-xs">
          Expected <span className="text-ink font-mono">{expected.trim()}</span>
        </p>
      )}
      {run.kind === 'whole' && <Fidelity comparison={run.comparison} />}
    </div>
  );
}

interface AnswerProps {
  readonly name: string;
  readonly colour: string;
  readonly trace: Trace;
  readonly expected: string | null;
  /** Index of the token to mark. */
  readonly firstDifference: number | null;
}

/** One answer as text: where it parts from the other one, whether it is right, how long it is. */
export function Answer({ name, colour, trace, expected, firstDifference }: AnswerProps) {
  const { pieces, text, stopReason, ids } = trace.output;
  const check = expected === null ? null : checkAnswer(text, expected);
  return (
    <div className="min-w-0">
      <h3 className="flex items-center gap-2 text-xs font-medium">
        <span className="inline-block size-2 shrink-0" style={{ background: colour }} aria-hidden />
        {name}
      </h3>
      <p className="border-line mt-1.5 min-h-9 border-l-2 py-1 pl-3 font-mono text-sm presenting:text-2xl break-words whitespace-pre-wrap">
        {pieces.map((piece, i) => (
          <span
            key={i}
            className={i === firstDifference ? 'bg-warn-soft outline-warn outline' : undefined}
            title={i === firstDifference ? 'First token that differs from the other answer' : undefined}
          >
            {i === 0 ? piece.trimStart() : piece.replace(/\n$/, ' ⏎')}
          </span>
        ))}
        {text.trim() === '' && <span className="text-ink-2">(nothing)</span>}
      </p>
      <p className="text-ink-2 mt-1.5 flex flex-wrap items-center gap-x-3 text-xs">
        {check && (
          <span
            className={`inline-flex items-center gap-1 ${check.exact || check.contained ? 'text-good' : 'text-bad'}`}
          >
            {check.exact || check.contained ? <Check size={13} aria-hidden /> : <X size={13} aria-hidden />}
            {check.exact
              ? 'exact match'
              : check.contained
                ? 'holds the expected answer'
                : `no match, F1 ${check.f1.toFixed(2)}`}
          </span>
        )}
        <span className="tabular">
          {ids.length} {ids.length === 1 ? 'token' : 'tokens'}
          {stopReason === 'stopped' ? ', stopped' : stopReason === 'length' ? ', cut at the limit' : ''}
        </span>
      </p>
    </div>
  );
}

function Fidelity({ comparison }: { comparison: Comparison }) {
  const { fidelity, pruned, full } = comparison;
  useTableOffer('Fidelity', () => fidelityTable(comparison));
  return (
    <>
      <dl className="border-line presenting:sm:grid-cols-3 grid grid-cols-2 gap-x-6 border-t text-xs">
        {fidelityOf(comparison).map(({ name, meaning, value }) => (
          <div key={name} className="border-line flex flex-col border-b py-2" title={meaning}>
            <dt className="text-ink-2">{name}</dt>
            <dd className="tabular presenting:text-xl mt-0.5 text-sm font-medium">{value}</dd>
          </div>
        ))}
      </dl>
      {full.config.mode === 'full' && isKeepAll(pruned) && (
        <p className="text-ink-2 text-xs">
          Everything was kept: logits differ by at most {fidelity.maxLogitDifference.toExponential(1)} from full
          prefill.
        </p>
      )}
    </>
  );
}

function isKeepAll(trace: Trace): boolean {
  return trace.config.schedule.every((stage) => stage.keep === 1);
}
