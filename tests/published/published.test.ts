// What the page sends and hands out: publications under the id that the server gives them, code for other pages, small pictures.

import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { embedCode } from '@/components/published/embedCode';
import { packPublication } from '@/components/publications/api';
import { partsIn } from '@/lib/experiment/parts';
import { review } from '@/lib/server/review';
import { FATE, fates, traceFates } from '@/lib/trace/fate';
import { readComparison } from '@/lib/trace/file';
import { portraitOf } from '@/lib/trace/portrait';
import { runOf } from '@/lib/trace/run';
import { tinyComparison } from '../trace/comparison';

const caption = { title: 'A “title” <b>', note: 'Two\nlines', author: '' };

describe('packPublication', () => {
  it('knows the id that the server will give, for a run just made and for one that was packed before', async () => {
    const recorded = readComparison(await readFile('public/experiments/passkey.json', 'utf8'));
    for (const comparison of [tinyComparison(), recorded]) {
      const { body, id } = await packPublication(runOf(comparison, 'here'), caption);
      const text = gunzipSync(Buffer.from(await body.arrayBuffer())).toString();
      expect((await review(text)).id).toBe(id);
    }
  });

  it('gives another id to other words, and the same to the same', async () => {
    const run = runOf(tinyComparison(), 'here');
    const ids = await Promise.all(
      [caption, caption, { ...caption, note: '' }].map(async (words) => (await packPublication(run, words)).id),
    );
    expect(ids[0]).toBe(ids[1]);
    expect(ids[0]).not.toBe(ids[2]);
  });
});

describe('embedCode', () => {
  it('names the parts and the theme, and lets no title end the attribute that it stands in', () => {
    const code = embedCode({
      origin: 'https://lens.test',
      id: 'abc',
      title: '"><script>',
      parts: new Set(['prompt', 'fate'] as const),
      theme: 'dark',
    });
    expect(code).toContain('src="https://lens.test/embed/abc?parts=fate,prompt&amp;theme=dark"');
    expect(code).not.toContain('<script>');
    expect(code.match(/</g)).toHaveLength(2);
  });
});

describe('partsIn', () => {
  it('takes the known names of a list and leaves out the rest; no name at all means every part', () => {
    expect([...partsIn('prompt, fate,nonsense')]).toEqual(['fate', 'prompt']);
    for (const list of [null, '', 'nonsense']) expect(partsIn(list).size).toBe(8);
  });
});

describe('portraitOf', () => {
  const { pruned } = tinyComparison();

  it('covers every position of every segment once, with its fate', () => {
    const codes = traceFates(pruned)[1]?.segments ?? [];
    const painted = codes.map(({ codes }) => new Array<number>(codes.length).fill(FATE.absent));
    for (const { fate, x, y, width } of portraitOf(pruned, 1, 100)) {
      const row = painted[y === 0 ? 0 : 1] ?? [];
      for (let p = Math.round(x * 9); p < Math.round((x + width) * 9); p++) row[p] = fates.indexOf(fate);
    }
    expect(painted).toEqual(codes.map(({ codes }) => [...codes]));
  });

  it('shows the rarest fate where positions share a column', () => {
    const marks = portraitOf(pruned, 1, 1);
    expect(marks.map(({ fate, y }) => [fate, y])).toEqual([
      ['computed', 0],
      ['revived', 0.5],
    ]);
  });
});
