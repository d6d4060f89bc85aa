// The presets: valid, of every category of the paper, of a length worth pruning.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bundledModel } from '@/lib/model/catalog';
import { presets } from '@/lib/presets/presets';
import { prose, sentences, setFacts } from '@/lib/presets/prose';
import { categories, presetSchema } from '@/lib/presets/schema';
import { createTokenizer } from '@/lib/tokenizer/tokenizer';

const folder = `public${bundledModel.url}`;
const tokenizer = createTokenizer(
  readFileSync(`${folder}/tokenizer.json`, 'utf8'),
  readFileSync(`${folder}/tokenizer_config.json`, 'utf8'),
);

/** Prompt lengths in tokens, where they are not the usual 300 to 1,000: near the context's end, and where pruning saves nothing. */
const lengths: Readonly<Record<string, readonly [number, number]>> = { 'full-context': [1850, 2040], short: [40, 60] };

describe('the presets', () => {
  it('are at least eight, valid, and have ids and titles of their own', () => {
    expect(presets.length).toBeGreaterThanOrEqual(8);
    for (const preset of presets) expect(presetSchema.parse(preset)).toEqual(preset);
    expect(new Set(presets.map((preset) => preset.id)).size).toBe(presets.length);
    expect(new Set(presets.map((preset) => preset.title)).size).toBe(presets.length);
  });

  it.each(categories)('cover the paper’s category: %s', (category) => {
    expect(presets.some((preset) => preset.category === category)).toBe(true);
  });

  it.each(presets.map((preset) => [preset.id, preset] as const))('%s has the length of its kind', (id, preset) => {
    const length = tokenizer.encode(preset.text).ids.length;
    const [shortest, longest] = lengths[id] ?? [300, 1000];
    expect(length).toBeGreaterThanOrEqual(shortest);
    expect(length).toBeLessThanOrEqual(longest);
    expect(length + preset.maxNewTokens).toBeLessThanOrEqual(bundledModel.context);
  });

  it.each(
    presets.filter((preset) => /^\d{4,}$/.test(preset.expected ?? '')).map((preset) => [preset.id, preset] as const),
  )('%s holds the number it asks for once', (_, { text, expected }) => {
    expect(text.split(expected ?? '').length - 1).toBe(1);
  });

  it('end where the answer begins, without a space of their own', () => {
    for (const { text } of presets) expect(text).toMatch(/(Answer:|Label:|return|Complete the sentence: [^\n]+[a-z])$/);
  });
});

describe('setFacts', () => {
  const passages = [prose.garden, prose.inn];

  it('keeps every sentence and every fact, in order', () => {
    const facts = ['Fact one.', 'Fact two.', 'Fact three.'];
    const text = setFacts(passages, facts);
    const found = sentences(text.replaceAll('\n\n', ' '));
    expect(found.filter((sentence) => facts.includes(sentence))).toEqual(facts);
    expect(found.filter((sentence) => !facts.includes(sentence))).toEqual(passages.flatMap(sentences));
  });

  it('neither begins nor ends with a fact', () => {
    const text = setFacts([prose.inn], ['Fact one.', 'Fact two.']);
    expect(text.startsWith('Fact')).toBe(false);
    expect(text.endsWith('Fact two.')).toBe(false);
  });
});
