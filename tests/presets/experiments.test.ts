// The recorded runs that come with the page: readable, listed, of the presets as they are now.

import { readFileSync, readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { presets } from '@/lib/presets/presets';
import { checkAnswer } from '@/lib/trace/answer';
import { readComparison } from '@/lib/trace/file';

const folder = 'public/experiments';
const index = z
  .array(z.object({ id: z.string(), title: z.string(), file: z.string() }))
  .min(1)
  .parse(JSON.parse(readFileSync(`${folder}/index.json`, 'utf8')));

it('lists every recorded run once', () => {
  const files = readdirSync(folder).filter((name) => name !== 'index.json');
  expect(index.map(({ file }) => file).sort()).toEqual(files.sort());
});

describe.each(index.map((entry) => [entry.id, entry] as const))('%s', (_, { title, file }) => {
  const text = readFileSync(`${folder}/${file}`, 'utf8');
  const comparison = readComparison(text);

  it('is titled as its entry; where it names a preset, its prompt and answer are those of the menu', () => {
    const preset = presets.find(({ id }) => id === comparison.presetId);
    expect(comparison.title).toBe(title);
    expect(preset?.text ?? comparison.full.input.text).toBe(comparison.full.input.text);
    expect(preset?.expected ?? comparison.expected).toBe(comparison.expected);
    expect(comparison.full.output.text).not.toBe('');
  });

  it('is small enough to open with the page', () => {
    expect(gzipSync(text).byteLength).toBeLessThan(60_000);
  });
});

it('opens with a run that both sides answer rightly', () => {
  const { full, pruned, expected } = readComparison(readFileSync(`${folder}/${index[0]?.file}`, 'utf8'));
  for (const { output } of [full, pruned]) expect(checkAnswer(output.text, expected ?? '').exact).toBe(true);
});
