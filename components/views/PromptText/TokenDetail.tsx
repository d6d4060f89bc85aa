'use client';
// The life of the pinned token: a small map of steps by segments, and what happened to it in words.

import { X } from 'lucide-react';
import { fateColour, fateStyles } from '@/components/palette';
import { fates, tokenTimeline } from '@/lib/trace/fate';
import { pieceAt, traceWords } from '@/lib/trace/select';
import { visiblePiece } from '../format';
import { useMagnification } from '../magnified';
import { ToolButton } from '../parts';
import type { ViewProps } from '../selection';
import { describeEvent } from './layout';

export function TokenDetail({ trace, onSelect, selection, tokenText, position }: ViewProps & { position: number }) {
  const { rows, events } = tokenTimeline(trace, position);
  const words = tokenText ?? traceWords(trace);
  const segments = trace.steps[0]?.segments ?? [];
  const cell = rows.length > 60 ? 6 : 13;
  const shown = events.slice(0, 40);
  const { by } = useMagnification();
  const [width, height] = [48 + rows.length * cell, segments.length * 15 + 16];
  return (
    <section
      className="border-t border-[var(--line)] pt-3 text-xs"
      aria-label={`Life of the token at position ${position}`}
    >
      <header className="mb-2 flex items-center justify-between gap-3">
        <h4 className="flex min-w-0 flex-wrap items-baseline gap-x-2">
          <span className="token-word text-sm font-medium">{visiblePiece(pieceAt(trace, position, words))}</span>
          <span className="text-[var(--ink-2)]">position {position}</span>
        </h4>
        <ToolButton label="Unpin token (Escape)" onClick={() => onSelect({ position: null })}>
          <X size={14} aria-hidden />
        </ToolButton>
      </header>
      <div className="flex flex-wrap items-start gap-x-8 gap-y-3">
        {segments.length > 0 && (
          <div className="max-w-full overflow-x-auto pb-1">
            <svg
              role="img"
              aria-label="Fate by segment and step"
              width={width * by}
              height={height * by}
              viewBox={`0 0 ${width} ${height}`}
              className="block"
            >
              {segments.map(({ firstLayer, lastLayer }, s) => (
                <text
                  key={firstLayer}
                  x={42}
                  y={s * 15 + 10.5}
                  textAnchor="end"
                  className="fill-[var(--ink-2)] text-[10px]"
                >
                  {firstLayer}–{lastLayer}
                </text>
              ))}
              {rows.map((row, at) =>
                row.map((code, s) => {
                  const fate = fates[code] ?? 'absent';
                  if (fate === 'absent') return null;
                  return (
                    <g
                      key={`${at}-${s}`}
                      transform={`translate(${48 + at * cell},${s * 15})`}
                      onClick={() => onSelect({ step: at })}
                    >
                      <title>{`step ${at}: ${fateStyles[fate].label}`}</title>
                      <rect
                        width={cell - 1}
                        height={14}
                        className="cursor-pointer"
                        style={{ fill: `var(--${fateColour(fate)})` }}
                      />
                      {cell > 10 && (
                        <text x={6} y={10.5} textAnchor="middle" className="fate-letter" data-fate={fate}>
                          {fateStyles[fate].letter}
                        </text>
                      )}
                    </g>
                  );
                }),
              )}
              <path
                d={`M${48 + selection.step * cell},${segments.length * 15 + 2}h${cell - 1}`}
                style={{ stroke: 'var(--accent)', strokeWidth: 2 }}
              />
              <text x={48} y={segments.length * 15 + 13} className="fill-[var(--ink-2)] text-[10px]">
                step 0
              </text>
            </svg>
          </div>
        )}
        <ol
          className="max-h-44 min-w-52 flex-1 space-y-0.5 overflow-y-auto text-[var(--ink-2)] tabular-nums"
          tabIndex={0}
        >
          {shown.map((event, i) => (
            <li key={i}>{describeEvent(event)}</li>
          ))}
          {events.length > shown.length && <li>and {events.length - shown.length} more</li>}
          {events.length === 0 && <li>Chosen in the last step; never run through the model.</li>}
        </ol>
      </div>
    </section>
  );
}
