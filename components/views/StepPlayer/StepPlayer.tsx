'use client';
// Plays a generation step by step: which token came out, how long it took, how much was computed. StepDetail says the rest.

import { ChevronFirst, ChevronLast, Pause, Play, StepBack, StepForward } from 'lucide-react';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useFigureOffer, useTableOffer } from '@/components/figures/offers';
import { SvgMarks } from '@/components/figures/SvgMarks';
import { pieceAt, traceWords } from '@/lib/trace/select';
import { useWidth } from '../canvas';
import { clampIndex, formatCount, stepName, visiblePiece } from '../format';
import { useBoxStyle, useMagnification, useRoom } from '../magnified';
import { EmptyState, ToolButton } from '../parts';
import type { ViewProps } from '../selection';
import { stepTable, stripFigure } from './figure';
import { revivedTokens, stripBars } from './layout';
import { STRIP_FOOT, STRIP_HEIGHT, stripMarks } from './marks';

const speeds = [1, 2, 4, 8] as const;

export function StepPlayer(props: ViewProps) {
  const { trace, selection, onSelect, tokenText } = props;
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState<number>(2);
  const last = trace.steps.length - 1;
  const at = clampIndex(selection.step, trace.steps.length);

  useEffect(() => {
    if (!playing) return;
    const timer = setTimeout(() => {
      if (at >= last) setPlaying(false);
      else onSelect({ step: at + 1 });
    }, 1000 / speed);
    return () => clearTimeout(timer);
  }, [playing, at, last, speed, onSelect]);

  const record = trace.steps[at];
  if (!record) return <EmptyState>Steps appear here as they are generated.</EmptyState>;

  const go = (target: number) => {
    setPlaying(false);
    onSelect({ step: clampIndex(target, trace.steps.length) });
  };
  const toggle = () => {
    if (!playing && at >= last) onSelect({ step: 0 });
    setPlaying(!playing);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target as HTMLElement;
    // Buttons answer to Space themselves, fields to everything.
    if (target.tagName === 'SELECT' || (event.key === ' ' && target.tagName === 'BUTTON')) return;
    const moves: Record<string, () => void> = {
      ' ': toggle,
      ArrowRight: () => go(at + 1),
      ArrowLeft: () => go(at - 1),
      Home: () => go(0),
      End: () => go(last),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  };

  const words = tokenText ?? traceWords(trace);
  const revived = revivedTokens(trace, at);
  return (
    <section aria-label="Step player" className="view-room flex flex-col gap-3" onKeyDown={onKeyDown}>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="flex items-center gap-0.5">
          <ToolButton label="First step (Home)" onClick={() => go(0)} disabled={at === 0}>
            <ChevronFirst size={15} aria-hidden />
          </ToolButton>
          <ToolButton label="Step back (←)" onClick={() => go(at - 1)} disabled={at === 0}>
            <StepBack size={14} aria-hidden />
          </ToolButton>
          <ToolButton label={playing ? 'Pause (Space)' : 'Play (Space)'} onClick={toggle} disabled={last < 1}>
            {playing ? <Pause size={15} aria-hidden /> : <Play size={15} aria-hidden />}
          </ToolButton>
          <ToolButton label="Step forward (→)" onClick={() => go(at + 1)} disabled={at >= last}>
            <StepForward size={14} aria-hidden />
          </ToolButton>
          <ToolButton label="Last step (End)" onClick={() => go(last)} disabled={at >= last}>
            <ChevronLast size={15} aria-hidden />
          </ToolButton>
        </div>
        <label className="flex items-center gap-2 text-xs text-[var(--ink-2)]">
          <span className="sr-only">Steps a second</span>
          <select className="view-select" value={speed} onChange={(event) => setSpeed(Number(event.target.value))}>
            {speeds.map((value) => (
              <option key={value} value={value}>
                {value} / s
              </option>
            ))}
          </select>
        </label>
        <p className="text-sm tabular-nums" aria-live={playing ? 'off' : 'polite'}>
          <span className="font-medium">{at === 0 ? 'Prefill' : `Decode step ${at}`}</span>
          <span className="text-[var(--ink-2)]"> of {last} · </span>
          {at === 0 ? (
            <span>{formatCount(record.position + 1)} prompt tokens</span>
          ) : (
            <span className="token-word">{visiblePiece(pieceAt(trace, record.position, words))}</span>
          )}
          <span className="text-[var(--ink-2)]" aria-label="gives">
            {' → '}
          </span>
          <span className="token-word font-medium">{visiblePiece(pieceAt(trace, record.position + 1, words))}</span>
          <span className="text-[var(--ink-2)]">
            {' · '}
            {record.ms.toFixed(1)} ms{at > 0 && ` · ${formatCount(revived)} revived`}
          </span>
        </p>
      </div>
      <Scrubber {...props} at={at} onStep={go} />
    </section>
  );
}

/** Work over steps, with the slider below it on the same axis. */
function Scrubber(props: ViewProps & { at: number; onStep: (step: number) => void }) {
  const { trace, at, onStep } = props;
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const { by } = useMagnification();
  const strip = useRef<HTMLDivElement>(null);
  const room = useRoom(strip);
  const height = room ? Math.max(1, room - STRIP_FOOT) : STRIP_HEIGHT;
  const whole = height + STRIP_FOOT;
  const box = useBoxStyle(whole, STRIP_HEIGHT + STRIP_FOOT);
  const bars = useMemo(() => stripBars(trace, width, height), [trace, width, height]);
  const marks = useMemo(() => stripMarks(bars, at, width, height), [bars, at, width, height]);
  useFigureOffer('Timeline', () => stripFigure(props, at, bars, { marks, width, height }));
  useTableOffer('Steps', () => stepTable(props));
  const last = trace.steps.length - 1;
  const current = bars[at];
  return (
    <div ref={frame} className="view-room">
      <div ref={strip} className="view-strip relative" style={box}>
        <svg
          width={width * by}
          height={whole * by}
          viewBox={`0 0 ${width} ${whole}`}
          className="absolute top-0 left-0"
          aria-hidden
        >
          <SvgMarks marks={marks} />
          {bars.map((bar, i) => (
            <rect
              key={i}
              x={bar.x}
              width={bar.width}
              height={height}
              fill="transparent"
              className="cursor-pointer"
              onClick={() => onStep(i)}
            />
          ))}
        </svg>
      </div>
      <input
        type="range"
        className="step-slider"
        min={0}
        max={Math.max(0, last)}
        value={at}
        aria-label="Step"
        aria-valuetext={stepName(at)}
        onChange={(event) => onStep(Number(event.target.value))}
        style={{ paddingInline: Math.max(0, ((bars[0]?.width ?? 0) * by) / 2 - 7) }}
      />
      <p className="flex flex-wrap justify-between gap-x-4 text-[0.6875rem] text-[var(--ink-2)] tabular-nums">
        <span>
          <span className="strip-key" data-fate="computed">
            new
          </span>{' '}
          and{' '}
          <span className="strip-key" data-fate="revived">
            revived
          </span>{' '}
          token-layers a step; the prefill&rsquo;s {formatCount(bars[0]?.tokenLayers ?? 0)} are cut off
        </span>
        <span>this step {formatCount(current?.tokenLayers ?? 0)}</span>
      </p>
    </div>
  );
}
