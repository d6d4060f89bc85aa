// Sets the marks of token spans straight on the DOM: two thousand attributes change in a step, and nothing else does.

import { fates } from '@/lib/trace/fate';
import type { Match } from './layout';

/** All token spans below an element, by position. */
export function tokenSpans(root: HTMLElement): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>('[data-p]')];
}

function setAttribute(span: HTMLElement, name: string, value: string | null): void {
  if (span.getAttribute(name) === value) return;
  if (value === null) span.removeAttribute(name);
  else span.setAttribute(name, value);
}

/** Marks fates. The token after the step's last is the one it chose; those beyond are `absent`. */
export function markFates(spans: readonly HTMLElement[], codes: Uint8Array): void {
  spans.forEach((span, p) =>
    setAttribute(span, 'data-fate', p === codes.length ? 'next' : (fates[codes[p] ?? 0] ?? 'absent')),
  );
}

/** Marks tokens of all matches, the current one apart. */
export function markMatches(spans: readonly HTMLElement[], matches: readonly Match[], current: number): void {
  const found = new Map<number, string>();
  matches.forEach(({ first, last }, i) => {
    for (let p = first; p <= last; p++) if (i === current || !found.has(p)) found.set(p, i === current ? 'now' : 'yes');
  });
  spans.forEach((span, p) => setAttribute(span, 'data-found', found.get(p) ?? null));
}

/** Marks one token, or takes the mark away. */
export function markToken(span: HTMLElement | null | undefined, mark: 'hover' | 'pinned', on: boolean): void {
  if (span) setAttribute(span, `data-${mark}`, on ? '' : null);
}

/** Scrolls a token into its own scroll box, never the page. */
export function reveal(box: HTMLElement, span: HTMLElement | undefined): void {
  if (!span) return;
  const outer = box.getBoundingClientRect();
  const inner = span.getBoundingClientRect();
  if (inner.top >= outer.top && inner.bottom <= outer.bottom) return;
  box.scrollTop += inner.top - outer.top - outer.height / 3;
}

/** Position of the token nearest to `from` on the line above (-1) or below (1). */
export function lineNeighbour(spans: readonly HTMLElement[], from: number, direction: 1 | -1): number {
  const start = spans[from]?.getBoundingClientRect();
  if (!start) return from;
  let best = from;
  let line: number | null = null;
  let distance = Infinity;
  for (let p = from + direction; p >= 0 && p < spans.length; p += direction) {
    const box = spans[p]?.getBoundingClientRect();
    if (!box || Math.abs(box.top - start.top) < 4) continue;
    if (line !== null && Math.abs(box.top - line) > 4) break;
    line = box.top;
    if (Math.abs(box.left - start.left) < distance) [best, distance] = [p, Math.abs(box.left - start.left)];
  }
  return best;
}
