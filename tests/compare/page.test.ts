import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differenceStyles } from '@/components/compare/differenceStyles';
import { poolDifferences } from '@/components/compare/DifferenceMap/pool';
import { hoverOf, lookFrom, selectionOf } from '@/components/compare/linked';
import { chosenOf, pairOf } from '@/components/compare/pair';
import { publishedId } from '@/components/compare/PublishedLink';
import { compareHref, parseRef, refText, sources } from '@/components/run/ref';
import { scoreDifferenceLayout } from '@/components/compare/ScoreDifference/layout';
import { sameDevice, settingsOfBoth } from '@/components/compare/settings';
import type { Linked } from '@/components/compare/state';
import { figuresOf } from '@/components/compare/summary';
import { createHoverStore } from '@/components/views/hover';
import { differenceOf } from '@/lib/compare/fates';
import { traceFates } from '@/lib/trace/fate';
import { runOf, type Run } from '@/lib/trace/run';
import type { Trace } from '@/lib/trace/schema';
import { tinyComparison } from '../trace/comparison';
import { recordedRuns, withPrompt } from './traces';

const nothing: Linked = { step: 0, layer: null, column: null, head: 'mean', skipFirst: false };

function tinyRun(patch: Partial<ReturnType<typeof tinyComparison>> = {}): Run {
  return runOf({ ...tinyComparison(), ...patch }, 'recorded');
}

/** A run that is a single trace, untimed and without an environment. */
function partOf(pruned: Trace): Extract<Run, { kind: 'part' }> {
  return {
    kind: 'part',
    id: 'p',
    origin: 'file',
    title: 'Part',
    createdAt: '',
    expected: null,
    reason: 'single',
    full: null,
    pruned,
    timing: { warmup: [], samples: [] },
  };
}

describe('the name of a run in a link', () => {
  it('reads back as it was written, whatever the id', () => {
    fc.assert(
      fc.property(fc.constantFrom(...sources), fc.string({ minLength: 1, maxLength: 60 }), (from, id) => {
        fc.pre(!/[\n\r\u2028\u2029]/.test(id));
        expect(parseRef(refText({ from, id }))).toEqual({ from, id });
        const query = new URL(compareHref({ from, id }), 'http://localhost').searchParams;
        expect(parseRef(query.get('a') ?? '')).toEqual({ from, id });
      }),
    );
  });

  it.each(['', 'passkey', 'stolen:passkey', 'own:', ':x'])('is none where it names no source and id: %j', (text) => {
    expect(parseRef(text)).toBeNull();
  });

  it('is found in the link of a published run, and nowhere else', () => {
    const id = '3yMApqCuCjXD';
    for (const text of [id, ` ${id} `, `/e/${id}`, `https://host.example/e/${id}?step=3#x`, `http://h/embed/${id}`]) {
      expect(publishedId(text)).toBe(id);
    }
    for (const text of ['', 'https://host.example/', `${id}x`, '/e/short']) expect(publishedId(text)).toBeNull();
  });
});

describe('the views of two runs', () => {
  const [a, b] = [withPrompt([1, 2, 3, 4]), withPrompt([1, 2, 9, 9, 3, 4])];
  const { alignment } = pairOf(
    { run: tinyRun(), side: 'pruned', trace: a },
    { run: tinyRun(), side: 'pruned', trace: b },
  );
  const axes = {
    a: { positions: alignment.a, columns: alignment.columnsOfA },
    b: { positions: alignment.b, columns: alignment.columnsOfB },
  };

  it('share one cursor: a token hovered in one is hovered in the other, if it stands there', () => {
    const shared = createHoverStore();
    const [ofA, ofB] = [hoverOf(shared, axes.a), hoverOf(shared, axes.b)];
    ofA.set({ position: 2, layer: 5 });
    expect(ofB.get()).toEqual({ position: 4, layer: 5 });
    expect(ofB.get()).toBe(ofB.get());
    ofB.set({ position: 2, layer: 5 });
    expect(ofA.get()).toEqual({ position: null, layer: 5 });
    expect(ofB.get()).toEqual({ position: 2, layer: 5 });
  });

  it('share one pin, in columns of the alignment', () => {
    let linked = nothing;
    lookFrom((patch) => (linked = { ...linked, ...patch }), axes.b)({ position: 5, layer: 3 });
    expect(linked).toMatchObject({ column: alignment.columnsOfB[5], layer: 3, step: 0 });
    expect(selectionOf(linked, 'pruned', axes.a, 12)).toMatchObject({ position: 3, layer: 3 });
    expect(selectionOf(nothing, 'full', axes.a, 12)).toMatchObject({ side: 'full', position: null, layer: 12 });
  });

  it('fall back to the side that a run has', () => {
    const { pruned } = tinyComparison();
    const part = partOf(pruned);
    expect(chosenOf(part, 'full')).toMatchObject({ side: 'pruned', trace: pruned });
    expect(chosenOf({ ...part, pruned: null }, 'full')).toBeNull();
  });
});

describe('the settings of two runs', () => {
  it('are all the same for a run and itself', () => {
    for (const run of recordedRuns) {
      const chosen = chosenOf(run, 'pruned')!;
      const pair = pairOf(chosen, chosen);
      expect(settingsOfBoth(pair).filter(({ same, a, b }) => !same || a !== b)).toEqual([]);
      expect(sameDevice(pair)).toBe(true);
    }
  });

  const settingsOf = (...[a, b]: Partial<ReturnType<typeof tinyComparison>>[]) =>
    settingsOfBoth(pairOf(chosenOf(tinyRun(a), 'pruned')!, chosenOf(tinyRun(b), 'pruned')!));
  const setting = (name: string, ...patches: Parameters<typeof settingsOf>) =>
    settingsOf(...patches).find((each) => each.name === name);

  it('have different prompts where an earlier line differs, and say from where on', () => {
    const edited = tinyComparison();
    Object.assign(edited.pruned.input, {
      ids: [1, 9, 8, 30, 6, 5, 4, 3],
      pieces: ['', 'a', 'b', 'X', 'd', 'e', 'f', 'g'],
    });
    expect(setting('Prompt', {}, edited)).toEqual({
      name: 'Prompt',
      same: false,
      a: '8 tokens, from token 4 on “cdefg…”',
      b: '8 tokens, from token 4 on “Xdefg…”',
    });
    Object.assign(edited.pruned.input, { text: 'another end' });
    expect(setting('Prompt', {}, edited)).toMatchObject({ a: '8 tokens, “abcdefg”', b: '8 tokens, “another end”' });
  });

  it('are neither the same nor different where a run does not record them', () => {
    const hashed = tinyComparison();
    hashed.pruned.model.sha256 = 'a'.repeat(64);
    expect(setting('Weights', {}, {})?.same).toBeNull();
    expect(setting('Weights', {}, hashed)?.same).toBeNull();
    expect(setting('Weights', hashed, hashed)?.same).toBe(true);
    const part = partOf(tinyComparison().pruned);
    const chosen = chosenOf(part, 'pruned')!;
    expect(sameDevice(pairOf(chosen, chosenOf(tinyRun(), 'pruned')!))).toBeNull();
    expect(sameDevice(pairOf(chosen, chosen))).toBe(true);
  });

  it('tell browsers apart that go by one name', () => {
    const agent = (build: number) => ({
      environment: {
        ...tinyComparison().environment,
        userAgent: `Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.${build}.0 Safari/537.36`,
      },
    });
    expect(setting('Device', agent(1), agent(1))).toMatchObject({ same: true, a: 'Chrome 140 on Linux' });
    const told = setting('Device', agent(1), agent(2));
    expect(told).toMatchObject({ same: false });
    expect(told?.a).not.toBe(told?.b);
  });

  it('name what differs, and warn of times from another device', () => {
    const other = tinyComparison();
    other.pruned.config.schedule = [{ layer: 2, keep: 0.7 }];
    other.pruned.backend = { kind: 'webgpu', adapter: 'a GPU', dtype: 'f16' };
    const pair = pairOf(chosenOf(tinyRun(), 'pruned')!, chosenOf(tinyRun(other), 'pruned')!);
    const differing = settingsOfBoth(pair).filter(({ same }) => same === false);
    expect(differing.map(({ name }) => name)).toEqual(['Schedule', 'Backend', 'Adapter', 'Number format']);
    expect(differing[0]).toMatchObject({ a: 'after layer 2, keep 0.5', b: 'after layer 2, keep 0.7' });
    expect(sameDevice(pair)).toBe(false);
  });
});

describe('the figures of two runs', () => {
  it('differ in nothing for a run and itself, on either side', () => {
    for (const run of recordedRuns) {
      for (const side of ['full', 'pruned'] as const) {
        const chosen = chosenOf(run, side)!;
        expect(figuresOf(pairOf(chosen, chosen)).filter(({ differs }) => differs)).toEqual([]);
      }
    }
  });

  it('give the recorded KL where the pair is both sides of one run, and a bound where it is not', () => {
    const run = tinyRun();
    const [full, pruned] = [chosenOf(run, 'full')!, chosenOf(run, 'pruned')!];
    const klOf = (...pair: Parameters<typeof pairOf>) =>
      figuresOf(pairOf(...pair)).find(({ name }) => name === 'KL from A to B')?.difference;
    expect(klOf(full, pruned)).toBe('0.010 nats');
    const other = tinyComparison();
    other.pruned.steps[0]!.top = [[12, 3]];
    expect(klOf(pruned, chosenOf(tinyRun(other), 'pruned')!)).toMatch(/^unknown/);
    other.pruned.model.id = 'another';
    expect(klOf(pruned, chosenOf(tinyRun(other), 'pruned')!)).toMatch(/^not comparable/);
  });

  const figure = (name: string, ...runs: [Run, Run]) => {
    const [a, b] = runs.map((run) => chosenOf(run, 'pruned')!);
    return figuresOf(pairOf(a!, b!)).find((each) => each.name === name);
  };

  it('take numbers for equal that are, not those that look alike in two figures', () => {
    const { fidelity } = tinyComparison();
    const [one, other] = [0.121, 0.124].map((kl) => tinyRun({ fidelity: { ...fidelity, kl } }));
    expect(figure('KL from full prefill', one!, one!)).toMatchObject({ differs: false, difference: 'equal' });
    expect(figure('KL from full prefill', one!, other!)).toMatchObject({
      a: '0.12 nats',
      b: '0.12 nats',
      differs: true,
      difference: 'B 0.0030 nats more',
    });
  });

  it('say nothing of a number that a run did not record', () => {
    const part = partOf(tinyComparison().pruned);
    for (const other of [part, tinyRun()]) {
      expect(figure('KL from full prefill', part, other)).toMatchObject({ differs: false, difference: '–' });
    }
  });

  it('know tokens by their id in one vocabulary, and by their text between two', () => {
    const first = (id: number, vocabulary: Record<number, string>, model = 'tiny') => {
      const comparison = tinyComparison();
      comparison.pruned.steps[0]!.top = [[id, 3]];
      comparison.pruned.model.id = model;
      const { trace, run } = { run: runOf(comparison, 'recorded'), trace: comparison.pruned };
      return { run, side: 'pruned' as const, trace: { ...trace, vocabulary } };
    };
    const firstToken = (...[a, b]: ReturnType<typeof first>[]) =>
      figuresOf(pairOf(a!, b!)).find(({ name }) => name === 'First token');
    expect(firstToken(first(12, { 12: '\ufffd' }), first(13, { 13: '\ufffd' }))).toMatchObject({
      a: '\ufffd (id 12)',
      b: '\ufffd (id 13)',
      difference: 'differs',
    });
    expect(firstToken(first(12, { 12: ' a' }), first(13, { 13: ' a' }, 'another'))).toMatchObject({
      difference: 'same',
    });
    expect(firstToken(first(12, { 12: '' }), first(12, { 12: '' }, 'another'))).toMatchObject({ difference: '–' });
  });

  it('tell how much faster B was, with the spread of the repeats', () => {
    const run = tinyRun();
    const [time] = figuresOf(pairOf(chosenOf(run, 'full')!, chosenOf(run, 'pruned')!));
    expect(time).toMatchObject({ differs: true, difference: 'B 1.67× faster' });
  });

  it('tell of two runs the same when they change places, but for the direction', () => {
    const sides = (run: Run) => [chosenOf(run, 'full')!, chosenOf(run, 'pruned')!] as const;
    for (const run of recordedRuns) {
      const [full, pruned] = sides(run);
      const differenceOf = (...pair: Parameters<typeof pairOf>) => figuresOf(pairOf(...pair))[0]!.difference;
      const turned = differenceOf(pruned, full)
        .replace('slower', '?')
        .replace('faster', 'slower')
        .replace('?', 'faster');
      expect(turned).toBe(differenceOf(full, pruned));
    }
  });
});

describe('the difference map', () => {
  it('says of output tokens after the answers part that one run has them, though the prompts are the same', () => {
    const run = recordedRuns.find(({ id }) => id === 'quotation')!;
    const { alignment, a, b } = pairOf(chosenOf(run, 'full')!, chosenOf(run, 'pruned')!);
    const [segment] = differenceOf(alignment, traceFates(a.trace)[3]!, traceFates(b.trace)[3]!);
    expect(alignment.prompts).toBe('same');
    expect(segment!.counts.alone).toBe(6);
    expect(differenceStyles.alone.label).toBe('in one run only');
  });

  it('loses no difference under a pixel', () => {
    const codes = fc.uint8Array({ min: 0, max: 31, minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(codes, fc.integer({ min: 1, max: 64 }), (each, width) => {
        const pixels = poolDifferences(each, 0, each.length / width, new Uint8Array(width));
        if (each.length < width) return;
        expect(pixels.reduce((all, bits) => all | bits, 0)).toBe(each.reduce((all, bits) => all | bits, 0));
      }),
    );
  });
});

describe('the chart of score differences', () => {
  const stage = {
    layer: 4,
    columns: Int32Array.of(0, 2, 3),
    values: Float64Array.of(0.4, -0.1, 0.05),
    onlyScoredInA: 0,
    onlyScoredInB: 0,
    kept: { both: 3, onlyA: 0, onlyB: 0, neither: 0 },
  };
  const options = { columns: 5, width: 566, height: 234, ratio: 1 };

  it('draws up where A scores higher and down where B does, on one scale', () => {
    const { zeroY, bars } = scoreDifferenceLayout(stage, { ...options, skipFirst: false });
    const up = [...bars.top].map((y) => zeroY - y);
    const down = [...bars.bottom].map((y) => y - zeroY);
    expect(up.map((height) => Math.round(height))).toEqual([100, 0, 0, 13, 0]);
    expect(down.map((height) => Math.round(height))).toEqual([0, 0, 25, 0, 0]);
  });

  it('gives the others the whole height where the first token is left out', () => {
    const { zeroY, bars } = scoreDifferenceLayout(stage, { ...options, skipFirst: true });
    expect(zeroY - bars.top[0]!).toBe(0);
    expect(Math.round(bars.bottom[2]! - zeroY)).toBe(100);
  });
});
