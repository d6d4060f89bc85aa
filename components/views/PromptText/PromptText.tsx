'use client';
// The prompt as text, each token marked with its fate at the selected step and layer; a pinned token tells its life.

import { useId, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { fateStyles, shownFates } from '@/components/palette';
import { codesAtLayer, fateAt, traceFates } from '@/lib/trace/fate';
import { pieceAt, traceWords } from '@/lib/trace/select';
import { useWidth } from '../canvas';
import { clampIndex, formatCount, stepName, visiblePiece } from '../format';
import { useHover } from '../hover';
import { EmptyState } from '../parts';
import type { ViewProps } from '../selection';
import { textBlocks } from './blocks';
import { createTokenField, reveal, selectedText } from './field';
import { CopyPrompt, FindBar } from './FindBar';
import { findMatches, textPieces } from './layout';
import { TokenBlock } from './TokenBlock';
import { TokenDetail } from './TokenDetail';
import { useNearness } from './useNearness';

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
  const blocks = useMemo(
    () => ({ prompt: textBlocks(pieces.prompt), generated: textBlocks(pieces.generated, pieces.prompt.length) }),
    [pieces],
  );
  const [field] = useState(createTokenField);
  const nearness = useNearness(box);
  const width = useWidth(box);
  const columns = Math.max(20, Math.min(92, Math.floor(width / 7.5)));
  const matches = useMemo(() => findMatches(pieces.prompt, query), [pieces.prompt, query]);
  const shownMatch = clampIndex(current, matches.length);

  const at = clampIndex(selection.step, trace.steps.length);
  const layer = clampIndex(selection.layer - 1, trace.model.spec.layers) + 1;
  const step = traceFates(trace)[at];
  const codes = step ? codesAtLayer(step, layer) : noCodes;
  const total = pieces.prompt.length + pieces.generated.length;

  useLayoutEffect(() => field.setFates(codes), [field, codes]);

  useLayoutEffect(() => {
    field.setMatches(matches, shownMatch);
    const match = matches[shownMatch];
    if (box.current && match) reveal(box.current, field, match.first);
  }, [field, matches, shownMatch]);

  useLayoutEffect(() => {
    field.setMark('pinned', selection.position);
    if (box.current && selection.position !== null) reveal(box.current, field, selection.position);
  }, [field, selection.position, blocks]);

  useLayoutEffect(() => {
    const follow = () => field.setMark('hover', hover.get().position);
    follow();
    return hover.subscribe(follow);
  }, [field, hover]);

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
    if (!box.current) return;
    if ((event.ctrlKey || event.metaKey) && event.key === 'a') {
      event.preventDefault();
      window.getSelection()?.selectAllChildren(box.current);
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const cursor = hover.get().position ?? selection.position ?? 0;
    const moves: Record<string, () => number | null> = {
      ArrowRight: () => Math.min(total - 1, cursor + 1),
      ArrowLeft: () => Math.max(0, cursor - 1),
      ArrowDown: () => field.lineNeighbour(cursor, 1),
      ArrowUp: () => field.lineNeighbour(cursor, -1),
      Home: () => 0,
      End: () => total - 1,
      Enter: () => (pin(cursor), cursor),
      Escape: () => (onSelect({ position: null }), null),
    };
    const move = event.shiftKey ? undefined : moves[event.key];
    if (!move) return;
    event.preventDefault();
    const next = move();
    if (next === null) return;
    hover.set({ position: next, layer });
    reveal(box.current, field, next);
  };

  return (
    <div className="view-room flex flex-col gap-3">
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
        <div className="flex items-center gap-1">
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
          <CopyPrompt text={trace.input.text} />
        </div>
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
        onCopy={(event) => {
          // The browser's own copy would add a line break between blocks.
          const copied = box.current && selectedText(box.current);
          if (copied === null) return;
          event.clipboardData.setData('text/plain', copied);
          event.preventDefault();
        }}
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
          {blocks.prompt.map((block, i) => (
            <TokenBlock key={block.first} {...{ block, field, nearness, columns }} first={i < 3} />
          ))}
        </div>
        {pieces.generated.length > 0 && (
          <div className="token-text token-output" data-label="Generated">
            {blocks.generated.map((block) => (
              <TokenBlock key={block.first} {...{ block, field, nearness, columns }} first={blocks.prompt.length < 3} />
            ))}
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
