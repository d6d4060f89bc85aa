// The HTML that puts a published run into another page. Pure.

import { type Part, parts } from '@/lib/experiment/parts';

export type EmbedTheme = 'auto' | 'light' | 'dark';

interface EmbedOptions {
  readonly origin: string;
  readonly id: string;
  readonly title: string;
  readonly parts: ReadonlySet<Part>;
  readonly theme: EmbedTheme;
}

/** Rough height of each part in CSS pixels, at the width of a text column. */
const heights: Readonly<Record<Part, number>> = {
  times: 380,
  answers: 340,
  player: 110,
  fate: 520,
  step: 360,
  prompt: 460,
  importance: 420,
  attention: 420,
};

/** Heading and the line that leads to the whole page. */
const FRAME_HEIGHT = 130;

export function embedCode({ origin, id, title, parts: chosen, theme }: EmbedOptions): string {
  const named = parts.filter((part) => chosen.has(part));
  const query = [
    ...(named.length < parts.length ? [`parts=${named.join(',')}`] : []),
    ...(theme === 'auto' ? [] : [`theme=${theme}`]),
  ].join('&amp;');
  const height = named.reduce((sum, part) => sum + heights[part], FRAME_HEIGHT);
  const source = `${origin}/embed/${id}${query && `?${query}`}`;
  return `<iframe src="${source}" title="${escapeHtml(title)}" width="100%" height="${height}" loading="lazy" style="border: 1px solid #b9b9b0"></iframe>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
