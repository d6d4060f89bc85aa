'use client';
// One step in three columns: the candidates for the next token, the caches by segment, and what was revived and why.

import { useState } from 'react';
import { useTableOffer } from '@/components/figures/offers';
import { revivalsOf, type StepFates } from '@/lib/trace/fate';
import { pieceAt, stagesOf, traceWords } from '@/lib/trace/select';
import type { StepRecord } from '@/lib/engine/types';
import { clampIndex, formatCount, formatScore, visiblePiece } from '../format';
import { EmptyState } from '../parts';
import type { ViewProps } from '../selection';
import { cacheTable, candidateTable, revivedTable } from './figure';
import { cacheBars, candidates, fatesOfStep } from './layout';

interface StepDetailProps extends ViewProps {
  readonly at: number;
  readonly record: StepRecord;
  readonly step: StepFates;
}

export function StepDetail(view: ViewProps) {
  const at = clampIndex(view.selection.step, view.trace.steps.length);
  const record = view.trace.steps[at];
  const step = fatesOfStep(view.trace, at);
  if (!record || !step) return <EmptyState>What each step did appears with the first one.</EmptyState>;
  return <Columns {...view} at={at} record={record} step={step} />;
}

function Columns(props: StepDetailProps) {
  const { at, record, step } = props;
  useTableOffer('Next token', () => candidateTable(props, at, record));
  useTableOffer('Caches after this step', () => cacheTable(at, record, step));
  useTableOffer('Revived tokens', () => revivedTable(props, at, record));
  return (
    <div className="grid gap-x-10 gap-y-5 text-xs sm:grid-cols-2 xl:grid-cols-[minmax(0,15rem)_minmax(0,19rem)_minmax(0,1fr)] presenting:gap-x-6 presenting:xl:grid-cols-[minmax(0,11rem)_minmax(0,16rem)_minmax(0,1fr)]">
      <Candidates {...props} />
      <Caches {...props} />
      <Revived {...props} />
    </div>
  );
}

function Candidates({ trace, tokenText, record }: StepDetailProps) {
  const words = tokenText ?? traceWords(trace);
  return (
    <div>
      <h4 className="view-heading">Next token</h4>
      <table className="w-full tabular-nums">
        <caption className="sr-only">
          Ten best next tokens with their logits; bars show likelihood against the first
        </caption>
        <tbody>
          {candidates(record).map(({ id, logit, odds, chosen }) => (
            <tr key={id} data-chosen={chosen || undefined} className="data-chosen:[&>th]:font-semibold">
              <th scope="row" className="token-word max-w-28 truncate py-px pr-2 text-left font-normal">
                {visiblePiece(words(id))}
              </th>
              <td className="w-full py-px">
                <div
                  className="h-2 min-w-px"
                  style={{ width: `${odds * 100}%`, background: chosen ? 'var(--accent)' : 'var(--fate-parked)' }}
                />
              </td>
              <td className="py-px pl-2 text-right text-[var(--ink-2)]">{logit.toFixed(2)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Caches({ step, record }: StepDetailProps) {
  return (
    <div>
      <h4 className="view-heading">Caches after this step</h4>
      <table className="w-full tabular-nums">
        <thead className="text-left text-[var(--ink-2)]">
          <tr>
            <th scope="col" className="pr-2 font-normal">
              Layers
            </th>
            <th scope="col" className="w-full font-normal">
              <span className="sr-only">Share</span>
            </th>
            <th scope="col" className="pl-2 text-right font-normal">
              KV
            </th>
            <th scope="col" className="pl-2 text-right font-normal">
              Aux
            </th>
            <th scope="col" className="pl-2 text-right font-normal whitespace-nowrap">
              run now
            </th>
          </tr>
        </thead>
        <tbody>
          {cacheBars(step, record).map((bar) => (
            <tr key={bar.layers}>
              <th scope="row" className="py-0.5 pr-2 text-left font-normal whitespace-nowrap">
                {bar.layers}
              </th>
              <td className="py-0.5">
                <div className="flex h-2.5 bg-[var(--fate-out)]">
                  <div style={{ width: `${bar.kvShare * 100}%`, background: 'var(--fate-reused)' }} />
                  <div className="fate-hatch" style={{ width: `${bar.auxShare * 100}%` }} />
                </div>
              </td>
              <td className="pl-2 text-right">{formatCount(bar.kv)}</td>
              <td className="pl-2 text-right">{formatCount(bar.aux)}</td>
              <td className="pl-2 text-right">{formatCount(bar.computed + bar.revived)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="mt-1.5 text-[0.6875rem] text-[var(--ink-2)]">
        Aux counts hidden states that wait at the entrance of these layers, of {formatCount(record.position + 1)}{' '}
        tokens.
      </p>
    </div>
  );
}

const MOST = 10;

function Revived({ trace, tokenText, record, selection, onSelect, hover }: StepDetailProps) {
  const words = tokenText ?? traceWords(trace);
  const [all, setAll] = useState(false);
  const revivals = revivalsOf(record);
  const stages = stagesOf(trace, record);
  const empty =
    record.kind === 'prefill'
      ? 'Nothing to revive in the prefill: every token is new.'
      : 'Nothing revived: all selected tokens had KV already.';
  return (
    <div className="sm:col-span-2 xl:col-span-1">
      <h4 className="view-heading">Revived from the Aux Cache</h4>
      {revivals.length === 0 && <p className="text-[var(--ink-2)]">{empty}</p>}
      <div className="space-y-2.5">
        {revivals.map(({ layer, segment, tokens }) => {
          const { firstLayer, lastLayer } = record.segments[segment] ?? { firstLayer: layer + 1, lastLayer: layer + 1 };
          const threshold = stages.find((stage) => stage.layer === layer)?.threshold ?? null;
          return (
            <div key={segment}>
              <p className="mb-1 text-[var(--ink-2)] tabular-nums">
                <span className="text-[var(--ink)]">{formatCount(tokens.length)}</span> into layers {firstLayer}–
                {lastLayer}
                {threshold !== null && `: scored at or above ${formatScore(threshold)} after layer ${layer}`}
              </p>
              <ul className="flex flex-wrap gap-1">
                {tokens.slice(0, all ? undefined : MOST).map(({ position, score }) => (
                  <li key={position}>
                    <button
                      type="button"
                      className="revived-token"
                      data-pinned={position === selection.position || undefined}
                      onPointerEnter={() => hover.set({ position, layer: firstLayer })}
                      onPointerLeave={() => hover.set({ position: null, layer: null })}
                      onClick={() =>
                        onSelect({ position: position === selection.position ? null : position, layer: firstLayer })
                      }
                    >
                      <span className="token-word">{visiblePiece(pieceAt(trace, position, words))}</span>
                      <span className="text-[var(--ink-2)]">
                        {position}
                        {score !== null && ` · ${formatScore(score)}`}
                      </span>
                    </button>
                  </li>
                ))}
                {tokens.length > MOST && (
                  <li className="self-center">
                    <button type="button" className="view-link px-1" onClick={() => setAll(!all)}>
                      {all ? 'fewer' : `${formatCount(tokens.length - MOST)} more`}
                    </button>
                  </li>
                )}
              </ul>
            </div>
          );
        })}
      </div>
    </div>
  );
}
