// The marks of tokens in running text, set straight on the DOM: thousands may change in a step, and nothing else does. Blocks of
// text come and go; what they show follows from what was last said here.

import { fates } from '@/lib/trace/fate';
import type { TextBlock } from './blocks';
import type { Match } from './layout';

export interface TokenField {
  /** A block is on the page, as plain text or with a span a token; returns what takes it away. */
  add(block: TextBlock, element: HTMLElement): () => void;
  /** Fates by position. The token after the last is the one that the step chose; those beyond are `absent`. */
  setFates(codes: Uint8Array): void;
  /** Tokens of all matches, the current one apart. */
  setMatches(matches: readonly Match[], current: number): void;
  /** Moves a mark to a token, or takes it away. */
  setMark(mark: 'hover' | 'pinned', position: number | null): void;
  /** Where a token stands on the screen, whether it has a span or not. */
  boxOf(position: number): DOMRect | null;
  /** Position of the token nearest to `from` on the line above (-1) or below (1). */
  lineNeighbour(from: number, direction: 1 | -1): number;
}

export function createTokenField(): TokenField {
  const shown = new Map<TextBlock, HTMLElement>();
  const marks: Record<'hover' | 'pinned', number | null> = { hover: null, pinned: null };
  let codes = new Uint8Array(0);
  let found: ReadonlyMap<number, string> = new Map();

  const blockAt = (position: number): [TextBlock, HTMLElement] | null => {
    for (const [block, element] of shown) {
      if (position >= block.first && position < block.first + block.pieces.length) return [block, element];
    }
    return null;
  };
  const spanAt = (position: number): HTMLElement | null => {
    const place = blockAt(position);
    const span = place?.[1].children[position - place[0].first];
    return span instanceof HTMLElement ? span : null;
  };
  const fateAt = (p: number): string => (p === codes.length ? 'next' : (fates[codes[p] ?? 0] ?? 'absent'));
  const eachSpan = (act: (span: Element, position: number) => void): void => {
    for (const [{ first }, { children }] of shown) {
      for (let i = 0; i < children.length; i++) act(children[i] as Element, first + i);
    }
  };

  return {
    add(block, element) {
      shown.set(block, element);
      for (let i = 0; i < element.children.length; i++) {
        const span = element.children[i] as Element;
        setAttribute(span, 'data-fate', fateAt(block.first + i));
        setAttribute(span, 'data-found', found.get(block.first + i) ?? null);
      }
      for (const mark of ['hover', 'pinned'] as const) {
        if (marks[mark] !== null) setMark(spanAt(marks[mark]), mark, true);
      }
      return () => shown.delete(block);
    },
    setFates(next) {
      codes = next as Uint8Array<ArrayBuffer>;
      eachSpan((span, p) => setAttribute(span, 'data-fate', fateAt(p)));
    },
    setMatches(matches, current) {
      const next = new Map<number, string>();
      matches.forEach(({ first, last }, i) => {
        const now = i === current;
        for (let p = first; p <= last; p++) if (now || !next.has(p)) next.set(p, now ? 'now' : 'yes');
      });
      const before = found;
      found = next;
      for (const p of new Set([...before.keys(), ...next.keys()])) {
        const span = spanAt(p);
        if (span) setAttribute(span, 'data-found', next.get(p) ?? null);
      }
    },
    setMark(mark, position) {
      if (marks[mark] !== null) setMark(spanAt(marks[mark]), mark, false);
      marks[mark] = position;
      if (position !== null) setMark(spanAt(position), mark, true);
    },
    boxOf,
    lineNeighbour(from, direction) {
      const start = boxOf(from);
      if (!start) return from;
      let best = from;
      let line: number | null = null;
      let distance = Infinity;
      for (let p = from + direction; ; p += direction) {
        const box = boxOf(p);
        if (!box) return best;
        if (Math.abs(box.top - start.top) < 4) continue;
        if (line !== null && Math.abs(box.top - line) > 4) return best;
        line = box.top;
        if (Math.abs(box.left - start.left) < distance) [best, distance] = [p, Math.abs(box.left - start.left)];
      }
    },
  };

  function boxOf(position: number): DOMRect | null {
    const place = blockAt(position);
    if (!place) return null;
    const span = spanAt(position);
    if (span) return span.getBoundingClientRect();
    const [block, element] = place;
    const text = element.firstChild;
    if (!text) return null;
    const index = position - block.first;
    const start = block.pieces.slice(0, index).join('').length;
    const range = document.createRange();
    range.setStart(text, start);
    range.setEnd(text, start + (block.pieces[index]?.length ?? 0));
    return range.getBoundingClientRect();
  }
}

function setAttribute(span: Element, name: string, value: string | null): void {
  if (span.getAttribute(name) === value) return;
  if (value === null) span.removeAttribute(name);
  else span.setAttribute(name, value);
}

function setMark(span: Element | null, mark: 'hover' | 'pinned', on: boolean): void {
  if (span) setAttribute(span, `data-${mark}`, on ? '' : null);
}

/** Scrolls a token into its own scroll box, never the page. */
export function reveal(box: HTMLElement, field: TokenField, position: number): void {
  const outer = box.getBoundingClientRect();
  const inner = field.boxOf(position);
  if (!inner || (inner.top >= outer.top && inner.bottom <= outer.bottom)) return;
  box.scrollTop += inner.top - outer.top - outer.height / 3;
}

/** The text selected inside an element, character for character; null where nothing is selected or the selection reaches out of it. */
export function selectedText(box: HTMLElement): string | null {
  const selection = window.getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  return box.contains(range.commonAncestorContainer) ? range.toString() : null;
}
