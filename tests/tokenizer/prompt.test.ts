// Prompts as text, as chat messages and as token ids.

import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ModelFiles } from '@/lib/model/files';
import { createIdTokenizer, parseIds, spellIds } from '@/lib/tokenizer/ids';
import { openPrompting } from '@/lib/tokenizer/prompt';

const folder = new URL('../../public/models/lens-28m/', import.meta.url);
let json: string;
beforeAll(async () => {
  json = await readFile(new URL('tokenizer.json', folder), 'utf8');
});

function filesWith(files: Record<string, string>): ModelFiles {
  return {
    id: 'xgen',
    text: (name) => Promise.resolve(files[name] ?? null),
    bytes: () => Promise.resolve(null),
    sha256: () => null,
  };
}

const chatting = () =>
  filesWith({
    'tokenizer.json': json,
    'tokenizer_config.json': JSON.stringify({
      bos_token: '<s>',
      chat_template: '{{ bos_token }}[{{ messages[0].content }}]',
    }),
  });

describe('a prompt', () => {
  it('is turned into tokens once, whether counted or run, and anew when it or its template changes', async () => {
    const prompting = await openPrompting(chatting(), 8192);
    const first = prompting.encode('Hello', false);
    expect(prompting.encode('Hello', false)).toBe(first);
    expect(prompting.encode('Hello', true).text).not.toBe(first.text);
    expect(prompting.encode('Hello!', false).text).toBe('Hello!');
    expect(prompting.encode('Hello', false)).toEqual(first);
  });

  it('is sent as typed, or in the template, whose first token is not doubled', async () => {
    const prompting = await openPrompting(chatting(), 8192);
    const plain = prompting.encode('Hello', false);
    expect(plain).toMatchObject({ text: 'Hello' });
    expect(plain.ids.filter((id) => id === 1)).toHaveLength(1);
    const chat = prompting.encode('Hello', true);
    expect(chat.text).toBe('<s>[Hello]');
    expect(chat.pieces.join('')).toBe('<s>[Hello]');
    expect(chat.ids.filter((id) => id === 1)).toHaveLength(1);
    expect(chat.ids[0]).toBe(1);
  });

  it('that begins with "ids:" is those tokens, with their text', async () => {
    const prompting = await openPrompting(chatting(), 8192);
    const { ids } = prompting.tokenizer.encode('The key');
    const input = prompting.encode(spellIds(ids), true);
    expect(input.ids).toEqual(ids);
    expect(input.text).toBe('The key');
  });
});

describe('without a tokenizer that can be read', () => {
  it('prompts are ids, and the reason names the tokenizer there is', async () => {
    const named = { tokenizer_class: 'XgenTokenizer', auto_map: { AutoTokenizer: ['tokenization_xgen.X', null] } };
    const prompting = await openPrompting(filesWith({ 'tokenizer_config.json': JSON.stringify(named) }), 100);
    expect(prompting.onlyIds).toBe('xgen has no tokenizer.json: its tokenizer is XgenTokenizer, which is Python code.');
    expect(prompting.encode('ids: 1, 22, 3', false)).toEqual({
      ids: [1, 22, 3],
      text: '1 22 3',
      pieces: ['1 ', '22 ', '3'],
    });
    expect((await openPrompting(null, 100)).onlyIds).toBe('Random weights have no tokenizer.');
  });

  it('a component that is not known is named, and one of another model is refused', async () => {
    const strange = JSON.stringify({ ...(JSON.parse(json) as object), pre_tokenizer: { type: 'Runes' } });
    const unknown = await openPrompting(filesWith({ 'tokenizer.json': strange }), 8192);
    expect(unknown.onlyIds).toMatch(/^tokenizer\.json: Unknown PreTokenizer type: Runes; choose a tokenizer\.json/);
    for (const vocabSize of [160, 151_936]) {
      const other = await openPrompting(filesWith({ 'tokenizer.json': json }), vocabSize);
      expect(other.onlyIds).toBe(
        `tokenizer.json: it has 8192 tokens but the model's vocabulary has ${vocabSize}; use the tokenizer.json of this model.`,
      );
    }
  });
});

describe('ids', () => {
  it('are read as they are spelled, whatever stands between them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(99), { minLength: 1 }),
        fc.constantFrom(' ', ',', ', ', '\n', '; '),
        (ids, between) => {
          expect(parseIds(`ids: ${ids.join(between)}`, 100)).toEqual(ids);
          expect(parseIds(spellIds(ids), 100)).toEqual(ids);
          const { encode, decode } = createIdTokenizer(100);
          expect(encode(decode(ids)).ids).toEqual(ids);
          expect(encode(decode(ids)).pieces.join('')).toBe(decode(ids));
        },
      ),
    );
    expect(parseIds('ids and other words', 100)).toBeNull();
  });

  it('that are none are named with their place', () => {
    expect(() => parseIds('ids: 1, 2, 100', 100)).toThrow(
      '"100", number 3 of the list, is outside the vocabulary of 100',
    );
    expect(() => parseIds('IDS: 1 two', 100)).toThrow('"two", number 2 of the list, is no token id');
  });
});
