'use client';
// The prompt as text, each token marked with its fate at the selected step and layer; a pinned token tells its life.

import { ChevronDown, ChevronUp, Search } from 'lucide-react';
import { useId, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { fateStyles, shownFates } from '@/components/palette';
import { codesAtLayer, fateAt, traceFates } from '@/lib/trace/fate';
import { pieceAt, traceWords } from '@/lib/trace/select';
import { clampIndex, formatCount, stepName, visiblePiece } from '../format';
import { useHover } from '../hover';
import { EmptyState, ToolButton } from '../parts';
import type { ViewProps } from '../selection';
import { findMatches, textPieces } from './layout';
import { lineNeighbour, markFates, markMatches, markToken, reveal, tokenSpans } from './marks';
import { TokenDetail } from './TokenDetail';
import { TokenSpans } from './TokenSpans';

const noCodes = new Uint8Array(0);

export function PromptText(props: ViewProps) {
  const { trace, selection, onSelect, hover, tokenText } = props;
  const box = useRef<HTMLDivElement>(null);
  const help = useId();
  const [query, setQuery] = useState('');
  const [current, setCurrent] = useState(0);
  const [focused, setFocused] = useState(false);
  const words = useMemo(() => tokenText ?? traceWords(trace), [tokenText, trace]);
  const pieces = useMemo(() => textPieces(trace, words), [trace, words]);
  const matches = useMemo(() => findMatches(pieces.prompt, query), [pieces.prompt, query]);
  const shownMatch = clampIndex(current, matches.length);

  const at = clampIndex(selection.step, trace.steps.length);
  const layer = clampIndex(selection.layer - 1, trace.model.spec.layers) + 1;
  const step = traceFates(trace)[at];
  const codes = step ? codesAtLayer(step, layer) : noCodes;
  const total = pieces.prompt.length + pieces.generated.length;

  useLayoutEffect(() => {
    if (box.current) markFates(tokenSpans(box.current), codes);
  }, [codes, pieces]);

  useLayoutEffect(() => {
    if (!box.current) return;
    const spans = tokenSpans(box.current);
    markMatches(spans, matches, shownMatch);
    const match = matches[shownMatch];
    if (match) reveal(box.current, spans[match.first]);
  }, [matches, shownMatch]);

  useLayoutEffect(() => {
    if (selection.position === null || !box.current) return;
    const pinned = tokenSpans(box.current)[selection.position];
    markToken(pinned, 'pinned', true);
    reveal(box.current, pinned);
    return () => markToken(pinned, 'pinned', false);
  }, [selection.position, pieces]);

  useLayoutEffect(() => {
    let marked: HTMLElement | null | undefined;
    const follow = () => {
      markToken(marked, 'hover', false);
      const { position } = hover.get();
      marked = position === null ? null : box.current?.querySelector<HTMLElement>(`[data-p="${position}"]`);
      markToken(marked, 'hover', true);
    };
    follow();
    return hover.subscribe(follow);
  }, [hover, pieces]);

  if (!pieces.aligned) {
    return (
      <div>
        <p className="mb-2 text-xs text-[var(--ink-2)]">
          The token texts of this run do not add up to its prompt, so the text is shown without marks.
        </p>
        <div className="token-text">{trace.input.text}</div>
      </div>
    );
  }
  if (total === 0) return <EmptyState>No prompt yet.</EmptyState>;

  const positionOf = (target: EventTarget) =>
    target instanceof HTMLElement && target.dataset.p !== undefined ? Number(target.dataset.p) : null;
  const pin = (position: number) => onSelect({ position: position === selection.position ? null : position });
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !box.current) return;
    const spans = tokenSpans(box.current);
    const cursor = hover.get().position ?? selection.position ?? 0;
    const moves: Record<string, () => number | null> = {
      ArrowRight: () => Math.min(spans.length - 1, cursor + 1),
      ArrowLeft: () => Math.max(0, cursor - 1),
      ArrowDown: () => lineNeighbour(spans, cursor, 1),
      ArrowUp: () => lineNeighbour(spans, cursor, -1),
      Home: () => 0,
      End: () => spans.length - 1,
      Enter: () => (pin(cursor), cursor),
      Escape: () => (onSelect({ position: null }), null),
    };
    const move = event.shiftKey ? undefined : moves[event.key];
    if (!move) return;
    event.preventDefault();
    const next = move();
    if (next === null) return;
    hover.set({ position: next, layer });
    reveal(box.current, spans[next]);
  };

  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <ul className="flex flex-wrap gap-x-3 gap-y-1 text-xs" aria-label="Marks">
          {shownFates.map((fate) => (
            <li key={fate} className="token" data-fate={fate} title={fateStyles[fate].meaning}>
              {fateStyles[fate].label}
            </li>
          ))}
          <li className="text-[var(--ink-2)]">
            at layer {layer}, {stepName(at)}
          </li>
        </ul>
        <FindBar
          query={query}
          onQuery={(next) => {
            setQuery(next);
            setCurrent(0);
          }}
          count={matches.length}
          current={shownMatch}
          onStep={(by) => setCurrent((shownMatch + by + matches.length) % Math.max(1, matches.length))}
        />
      </div>
      <div
        ref={box}
        role="group"
        aria-label={`Prompt of ${formatCount(pieces.prompt.length)} tokens with fates, then the generated text`}
        aria-describedby={help}
        tabIndex={0}
        className="token-box"
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        onKeyDown={onKeyDown}
        onPointerMove={(event: PointerEvent) => {
          const position = positionOf(event.target);
          if (position !== null || event.target === box.current)
            hover.set({ position, layer: position === null ? null : layer });
        }}
        onPointerLeave={() => hover.set({ position: null, layer: null })}
        onClick={(event) => {
          const position = positionOf(event.target);
          // A drag that selected text is not a click on a token.
          if (position !== null && window.getSelection()?.isCollapsed !== false) pin(position);
        }}
      >
        <div className="token-text">
          <TokenSpans pieces={pieces.prompt} offset={0} />
        </div>
        {pieces.generated.length > 0 && (
          <div className="token-text token-output" data-label="Generated">
            <TokenSpans pieces={pieces.generated} offset={pieces.prompt.length} />
          </div>
        )}
      </div>
      <p id={help} className="sr-only">
        Arrow keys move by token and line, Enter pins a token and shows its life, Escape lets it go.
      </p>
      {focused && <SpokenToken {...props} layer={layer} />}
      {selection.position !== null && selection.position < total && (
        <TokenDetail {...props} position={selection.position} />
      )}
    </div>
  );
}

/** What the keyboard cursor stands on, for the ear only. */
function SpokenToken({ trace, selection, hover, tokenText, layer }: ViewProps & { layer: number }) {
  const { position } = useHover(hover);
  if (position === null) return null;
  const at = clampIndex(selection.step, trace.steps.length);
  const fate = fateAt(traceFates(trace)[at], layer, position);
  return (
    <p className="sr-only" aria-live="polite">
      {visiblePiece(pieceAt(trace, position, tokenText ?? traceWords(trace)))}, position {position},{' '}
      {fate === 'absent' ? 'not yet generated' : fateStyles[fate].label}
    </p>
  );
}

function FindBar(props: {
  query: string;
  onQuery: (query: string) => void;
  count: number;
  current: number;
  onStep: (by: 1 | -1) => void;
}) {
  const { query, onQuery, count, current, onStep } = props;
  return (
    <div className="flex items-center gap-1" role="search">
      <label className="view-find">
        <Search size={13} aria-hidden />
        <span className="sr-only">Find in prompt</span>
        <input
          type="search"
          value={query}
          placeholder="Find in prompt"
          onChange={(event) => onQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && count > 0) onStep(event.shiftKey ? -1 : 1);
          }}
        />
        <output className="tabular-nums" aria-live="polite">
          {query === '' ? '' : count === 0 ? 'none' : `${current + 1}/${count}`}
        </output>
      </label>
      <ToolButton label="Previous match" onClick={() => onStep(-1)} disabled={count < 2}>
        <ChevronUp size={14} aria-hidden />
      </ToolButton>
      <ToolButton label="Next match" onClick={() => onStep(1)} disabled={count < 2}>
        <ChevronDown size={14} aria-hidden />
      </ToolButton>
    </div>
  );
}
