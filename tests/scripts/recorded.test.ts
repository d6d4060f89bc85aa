// The recorded runs of the gallery: what its list says of each is what the run holds, and what is written about it is true.

import { readFileSync, readdirSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { entriesSchema, entryCategories, entryOf, watchFaults } from '@/lib/experiment/entry';
import { readComparison } from '@/lib/trace/file';
import type { Comparison } from '@/lib/trace/schema';
import { factFaults } from '../../scripts/record/facts';
import { unheldFigures } from '../../scripts/record/figures';
import { keepRun, keepRuns } from '../../scripts/record/index';
import { type Recipe, untruths } from '../../scripts/record/recipe';
import { recipes } from '../../scripts/record/recipes';

const folder = join(import.meta.dirname, '../../public/experiments');
const entries = entriesSchema.parse(JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')));
const runOf = (file: string) => readComparison(readFileSync(join(folder, file), 'utf8'));

describe('the list of recorded runs', () => {
  it('names every recipe in its order and every file once', () => {
    expect(entries.map(({ id }) => id)).toEqual(recipes.map(({ id }) => id));
    const files = readdirSync(folder).filter((file) => file !== 'index.json');
    expect(entries.map(({ file }) => file).sort()).toEqual(files.sort());
  });

  it('has at least twelve runs, and some in every category', () => {
    expect(entries.length).toBeGreaterThanOrEqual(12);
    expect(new Set(entries.map(({ category }) => category))).toEqual(new Set(entryCategories));
  });

  it('keeps all runs together below 750 kB', () => {
    const bytes = entries.reduce((sum, { file }) => sum + readFileSync(join(folder, file)).length, 0);
    expect(bytes).toBeLessThan(750_000);
  });

  it.each(entries)('says of $id what its run holds: title, tokens, model, times, answers, picture', (entry) => {
    const run = runOf(entry.file);
    const recipe = recipes.find(({ id }) => id === entry.id)!;
    expect(entry).toEqual(entryOf(recipe, entry.file, run));
    expect({ title: run.title, id: run.id }).toEqual({ title: entry.title, id: entry.id });
  });

  it.each(entries)('claims nothing of $id that its run does not show', (entry) => {
    const recipe = recipes.find(({ id }) => id === entry.id)!;
    expect(untruths(recipe, runOf(entry.file))).toEqual([]);
  });
});

describe('what a sentence says of a run', () => {
  it.each(recipes)('is measured in $id, fact by fact: any other value is refused', ({ id, watch }) => {
    const run = runOf(`${id}.json`);
    const place = new Set(['side', 'step', 'layer', 'token', 'word', 'upTo']);
    for (const { at, facts } of watch) {
      for (const fact of facts) {
        const measures = Object.entries(fact).filter(([name]) => !place.has(name));
        expect(measures.length).toBeGreaterThan(0);
        for (const [name, value] of measures) {
          const other = { ...fact, [name]: typeof value === 'number' ? value + 1 : `${value}?` };
          expect(factFaults([other], at, run), name).toHaveLength(1);
        }
      }
    }
  });

  it('has no figure that nothing measures, in digits or in words', () => {
    const at = { side: 'pruned', step: 0, layer: 8 } as const;
    const text = 'After layer 8 one of the 1,978 tokens ranks third, in four of the first places.';
    expect(unheldFigures(text, [], at)).toEqual(['1,978', 'third', 'four']);
    expect(unheldFigures(text, [{ tokens: 1978, rank: 3 }, { places: 4 }], at)).toEqual([]);
  });

  it('is not looked for in a token of another word', () => {
    const at = { side: 'pruned', step: 0, layer: 16, token: 302, word: '4' } as const;
    const run = runOf('passkey.json');
    expect(factFaults([{ fate: 'computed' }], at, run)).toEqual([]);
    expect(factFaults([{ token: 303, word: '4', fate: 'computed' }], at, run)).toEqual(['token 303 is "8", not "4"']);
    expect(factFaults([{ step: 99, fate: 'computed' }], at, run)).toEqual(['the pruned side has no step 99']);
  });
});

describe('what is claimed of a run', () => {
  const [passkey] = recipes;
  const run = runOf('passkey.json');
  const false_ = (change: Partial<Comparison>) => untruths(passkey!, { ...run, ...change });

  it('is refused where an answer is not the claimed one', () => {
    expect(false_({ expected: '11111' })).toEqual([
      'the full side answers "48213", which is not right',
      'the pruned side answers "48213", which is not right',
    ]);
  });

  it('is refused where the pruned side is claimed to be faster and is not', () => {
    const slow = run.timing.samples.map((sample) => ({ ...sample, ttftMs: sample.mode === 'full' ? 100 : 200 }));
    expect(false_({ timing: { ...run.timing, samples: slow } })).toEqual(['the first token is not faster: 0.5']);
  });

  it('is refused where a decode step is claimed to be slower and is not', () => {
    const short = recipes.find(({ id }) => id === 'short')!;
    const [slow, timing] = [runOf('short.json'), runOf('short.json').timing];
    const samples = timing.samples.map((sample) => ({
      ...sample,
      decodeMs: sample.decodeMs.map((ms, step) => (step === 2 && sample.mode !== 'full' ? 1 : ms)),
    }));
    expect(untruths(short, { ...slow, timing: { ...timing, samples } })).toEqual([
      expect.stringMatching(/^decode step 3 is not slower/),
    ]);
  });

  it('is refused where an answer is named that is not given', () => {
    const misled = recipes.find(({ id }) => id === 'misled')!;
    const claims = { ...misled.claims, says: { pruned: 'in the garden' } };
    expect(untruths({ ...misled, claims }, runOf('misled.json'))).toEqual([
      'the pruned side does not answer "in the garden"',
    ]);
  });

  it('is refused where outputs are claimed to be equal and differ', () => {
    expect(false_({ fidelity: { ...run.fidelity, firstDifference: 2 } })).toEqual(['the outputs differ']);
  });

  it('is refused where it leads to a step, layer, token or word that is not there', () => {
    const at = (place: object) =>
      watchFaults([{ text: 'Look', at: { side: 'pruned', step: 0, layer: 16, ...place } }], run);
    expect(at({ step: 99 })).toEqual(['the pruned side has no step 99']);
    expect(at({ layer: 17 })).toEqual(['the model has no layer 17']);
    expect(at({ token: 629, word: '4' })).toEqual(['step 0 has no token 629']);
    expect(at({ token: 302, word: '8' })).toEqual(['token 302 is "4", not "8"']);
    expect(at({ token: 302, word: '4' })).toEqual([]);
  });
});

describe('recording', () => {
  let into: string;
  beforeEach(async () => {
    into = await mkdtemp(join(tmpdir(), 'recorded-'));
    vi.spyOn(console, 'log').mockReturnValue();
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await rm(into, { recursive: true });
  });

  it('tells the bytes of the file, whatever signs are in it', async () => {
    const [passkey] = recipes;
    const bytes = await keepRun(into, passkey!, { ...runOf('passkey.json'), title: 'Rosa’s “key”' });
    expect(bytes).toBe(statSync(join(into, 'passkey.json')).size);
  });

  it('lists what was kept before a run is refused, and says what refused it', async () => {
    const chosen = recipes.slice(0, 3);
    const record = ({ id }: Recipe) => {
      const run = runOf(`${id}.json`);
      return Promise.resolve(id === chosen[2]!.id ? { ...run, expected: '11111' } : run);
    };
    await expect(keepRuns(into, chosen, record, recipes)).rejects.toThrow(/recipe full-context .* is not right/);
    const listed = entriesSchema.parse(JSON.parse(readFileSync(join(into, 'index.json'), 'utf8')));
    expect(listed.map(({ id }) => id)).toEqual(['passkey', 'directory']);
  });
});
