// The generated tasks: the same for the same seed, answerable from the prompt, of the length asked for.

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '@/lib/engine/sample';
import { bundledModel } from '@/lib/model/catalog';
import { wordClasses } from '@/lib/tasks/pools';
import { isExactMatch, makeTask, taskNames } from '@/lib/tasks/tasks';
import { setInProse, shuffled } from '@/lib/tasks/text';
import { createTokenizer } from '@/lib/tokenizer/tokenizer';

const folder = `public${bundledModel.url}`;
const { encode } = createTokenizer(
  readFileSync(`${folder}/tokenizer.json`, 'utf8'),
  readFileSync(`${folder}/tokenizer_config.json`, 'utf8'),
);
const seeds = fc.integer({ min: 0, max: 1e6 });

describe.each(taskNames)('%s', (task) => {
  it('gives the same prompt for the same seed and another for the next', () => {
    const [a, b, c] = [1, 1, 2].map((seed) => makeTask(task, createRandom(seed)));
    expect(a).toEqual(b);
    expect(a?.prompt).not.toBe(c?.prompt);
  });

  it('has its answer in the text, and ends where the answer begins', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { prompt, answer } = makeTask(task, createRandom(seed));
        expect(answer).not.toBe('');
        // A room is named without the "in" of the answer.
        expect(prompt).toContain(answer.replace(/^in /, ''));
        expect(prompt).toMatch(/(Answer|Label):$/);
      }),
      { numRuns: 30 },
    );
  });

  it('is about as long as asked, or as long as its kind gets', () => {
    const length = encode(makeTask(task, createRandom(3), 1000).prompt).ids.length;
    expect(length).toBeGreaterThan(550);
    expect(length).toBeLessThan(1100);
  });
});

describe('the answers', () => {
  const prompts = (task: (typeof taskNames)[number]) =>
    Array.from({ length: 30 }, (_, seed) => makeTask(task, createRandom(seed)));

  it('of last-location name the last room that the person went to', () => {
    for (const { prompt, answer } of prompts('last-location')) {
      const name = /Where is (\w+)\?/.exec(prompt)?.[1];
      const rooms = [...prompt.matchAll(new RegExp(`${name} went to (the \\w+)\\.`, 'g'))].map(([, room]) => room);
      expect(rooms).toHaveLength(3);
      expect(answer).toBe(`in ${rooms.at(-1)}`);
    }
  });

  it('of two-hop follow the friend to the city', () => {
    for (const { prompt, answer } of prompts('two-hop')) {
      const name = /the best friend of (\w+) live\?/.exec(prompt)?.[1];
      const friend = new RegExp(`The best friend of ${name} is (\\w+)\\.`).exec(prompt)?.[1];
      expect(prompt).toContain(`${friend} lives in ${answer}.`);
    }
  });

  it('of variables follow the copy to the number', () => {
    for (const { prompt, answer } of prompts('variables')) {
      const copy = /value of VAR (\w+)\?/.exec(prompt)?.[1];
      const original = new RegExp(`VAR ${copy} = VAR (\\w+)\\.`).exec(prompt)?.[1];
      expect(prompt).toContain(`VAR ${original} = ${answer}.`);
    }
  });

  it('of few-shot are the label of the word, which no example gives away', () => {
    for (const { prompt, answer } of prompts('few-shot')) {
      const word = /Word: (\w+)\nLabel:$/.exec(prompt)?.[1] ?? '';
      expect(wordClasses[answer]).toContain(word);
      expect(prompt.match(new RegExp(`Word: ${word}\\n`, 'g'))).toHaveLength(1);
    }
  });
});

describe('the word classes', () => {
  it('share no word', () => {
    const all = Object.values(wordClasses).flat();
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('isExactMatch', () => {
  it('looks at the first line without the white space around it', () => {
    expect(isExactMatch(' 48213\n', '48213')).toBe(true);
    expect(isExactMatch('\n48213 \nQuestion', '48213')).toBe(true);
  });

  it('refuses more, less and other case', () => {
    expect(isExactMatch(' 482133', '48213')).toBe(false);
    expect(isExactMatch('', '48213')).toBe(false);
    expect(isExactMatch(' vienna', 'Vienna')).toBe(false);
  });
});

describe('setInProse', () => {
  it('keeps every fact, in order, and neither begins nor ends with one', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 2000 }), (seed, count, tokens) => {
        const facts = Array.from({ length: count }, (_, i) => `Fact number ${i} holds.`);
        const text = setInProse(createRandom(seed), facts, tokens);
        expect(text.match(/Fact number \d holds\./g)).toEqual(facts);
        expect(text.startsWith('Fact number')).toBe(false);
        expect(text.endsWith('holds.')).toBe(false);
      }),
      { numRuns: 50 },
    );
  });
});

describe('shuffled', () => {
  it('keeps every item', () => {
    fc.assert(
      fc.property(seeds, fc.array(fc.integer()), (seed, items) => {
        expect(shuffled(createRandom(seed), items).sort()).toEqual([...items].sort());
      }),
    );
  });
});
