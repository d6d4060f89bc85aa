'use client';
// The passage as words that can be marked: by click, or by arrow keys and Space. One stop of Tab for all of them.

import { Fragment, useRef, useState, type KeyboardEvent } from 'react';
import type { Passage } from '@/lib/learn/guess';

interface WordMarkerProps {
  readonly passage: Passage;
  readonly marked: ReadonlySet<number>;
  readonly onToggle: (index: number) => void;
}

export function WordMarker({ passage, marked, onToggle }: WordMarkerProps) {
  const [cursor, setCursor] = useState(0);
  const group = useRef<HTMLDivElement>(null);
  const buttons = () => [...(group.current?.querySelectorAll('button') ?? [])];
  const moveTo = (index: number): void => {
    const all = buttons();
    const next = Math.max(0, Math.min(all.length - 1, index));
    setCursor(next);
    all[next]?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const targets: Record<string, () => number> = {
      ArrowRight: () => cursor + 1,
      ArrowLeft: () => cursor - 1,
      ArrowDown: () => lineNeighbour(buttons(), cursor, 1),
      ArrowUp: () => lineNeighbour(buttons(), cursor, -1),
      Home: () => 0,
      End: () => passage.words.length - 1,
    };
    const target = targets[event.key];
    if (!target) return;
    event.preventDefault();
    moveTo(target());
  };
  return (
    <div>
      <div
        ref={group}
        role="group"
        aria-label="Words of the passage"
        aria-describedby="guess-help"
        className="guess-text"
        onKeyDown={onKeyDown}
      >
        {unbroken(passage.words).map((run) => (
          <Fragment key={run[0]?.index}>
            {/^[ \t]/.test(run[0]?.text ?? '') && ' '}
            <span className="whitespace-nowrap">
              {run.map(({ text, index }) => (
                <button
                  key={index}
                  type="button"
                  className="guess-word"
                  aria-pressed={marked.has(index)}
                  tabIndex={index === cursor ? 0 : -1}
                  onFocus={() => setCursor(index)}
                  onClick={() => onToggle(index)}
                >
                  {text.trim() || '↵'}
                </button>
              ))}
            </span>
            {run.at(-1)?.text.includes('\n') && <br />}
          </Fragment>
        ))}
      </div>
      <p id="guess-help" className="text-ink-2 mt-2 text-xs">
        Click words, or move with the arrow keys and press Space.
      </p>
    </div>
  );
}

interface Placed {
  readonly text: string;
  readonly index: number;
}

/** Words with the signs that follow them without a space: no line ends between them. */
function unbroken(words: Passage['words']): Placed[][] {
  const runs: Placed[][] = [];
  words.forEach(({ text }, index) => {
    const open = runs.at(-1);
    const breaks = !open || /^\s/.test(text) || open.at(-1)?.text.includes('\n');
    if (breaks) runs.push([{ text, index }]);
    else open.push({ text, index });
  });
  return runs;
}

/** The word above or below, nearest in x; the same one at the first and last line. */
function lineNeighbour(all: readonly HTMLElement[], from: number, by: 1 | -1): number {
  const here = all[from]?.getBoundingClientRect();
  if (!here) return from;
  const middle = here.left + here.width / 2;
  let line: number | null = null;
  let best = from;
  let distance = Infinity;
  for (let i = from + by; i >= 0 && i < all.length; i += by) {
    const box = all[i]?.getBoundingClientRect();
    if (!box || Math.abs(box.top - here.top) < here.height / 2) continue;
    line ??= box.top;
    if (Math.abs(box.top - line) > here.height / 2) break;
    const away = Math.abs(box.left + box.width / 2 - middle);
    if (away < distance) [best, distance] = [i, away];
  }
  return best;
}
