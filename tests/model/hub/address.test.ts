import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HUB_ENDPOINT, modelAddressSchema, parseModelAddress, spellModelAddress } from '@/lib/model/hub/address';

const hub = (repository: string, revision: string | null = null, endpoint = HUB_ENDPOINT) => ({
  kind: 'hub',
  endpoint,
  repository,
  revision,
});
const mirror = 'https://mirror.example/hub';

describe('what users type', () => {
  it.each([
    ['Qwen/Qwen3-0.6B', hub('Qwen/Qwen3-0.6B')],
    ['  Qwen/Qwen3-0.6B \n', hub('Qwen/Qwen3-0.6B')],
    ['Qwen/Qwen3-0.6B@v1.0', hub('Qwen/Qwen3-0.6B', 'v1.0')],
    ['Qwen/Qwen3-0.6B@refs/pr/7', hub('Qwen/Qwen3-0.6B', 'refs/pr/7')],
    ['https://huggingface.co/Qwen/Qwen3-0.6B', hub('Qwen/Qwen3-0.6B')],
    ['https://huggingface.co/Qwen/Qwen3-0.6B/', hub('Qwen/Qwen3-0.6B')],
    ['huggingface.co/Qwen/Qwen3-0.6B?library=transformers#usage', hub('Qwen/Qwen3-0.6B')],
    ['hf.co/Qwen/Qwen3-0.6B', hub('Qwen/Qwen3-0.6B')],
    ['https://huggingface.co/Qwen/Qwen3-0.6B/tree/main', hub('Qwen/Qwen3-0.6B', 'main')],
    ['https://huggingface.co/Qwen/Qwen3-0.6B/blob/abc123/config.json', hub('Qwen/Qwen3-0.6B', 'abc123')],
    ['https://huggingface.co/a/b/resolve/main/model.safetensors?download=true', hub('a/b', 'main')],
    ['https://huggingface.co/a/b/tree/refs%2Fpr%2F7', hub('a/b', 'refs/pr/7')],
    ['https://huggingface.co/a/b/discussions/3', hub('a/b')],
    ['https://example.com/models/tiny', { kind: 'url', url: 'https://example.com/models/tiny' }],
    ['https://example.com/models/tiny/', { kind: 'url', url: 'https://example.com/models/tiny' }],
    ['https://example.com/tiny/config.json?x=1', { kind: 'url', url: 'https://example.com/tiny' }],
    ['http://localhost:8000', { kind: 'url', url: 'http://localhost:8000' }],
  ])('%s', (typed, address) => expect(parseModelAddress(typed)).toEqual(address));

  it.each([
    ['Qwen/Qwen3-0.6B', hub('Qwen/Qwen3-0.6B', null, mirror)],
    ['https://mirror.example/hub/a/b/tree/v2', hub('a/b', 'v2', mirror)],
    ['mirror.example/hub/a/b', hub('a/b', null, mirror)],
    ['https://huggingface.co/a/b/tree/v2', hub('a/b', 'v2', mirror)],
    ['https://mirror.example/other/tiny', { kind: 'url', url: 'https://mirror.example/other/tiny' }],
  ])('%s, with a mirror', (typed, address) => expect(parseModelAddress(typed, `${mirror}/`)).toEqual(address));

  it.each([
    ['', /Name a model/],
    ['gpt2', /"gpt2" names no model: write owner\/name/],
    ['a/b/c', /"a\/b\/c" names no model/],
    ['../b', /names no model/],
    ['a/..', /names no model/],
    ['a/b@', /"a\/b@" names no model/],
    ['a b/c', /names no model/],
    ['ftp://example.com/x', /ftp.*begins with https/],
    ['file:///home/x', /begins with https/],
    ['javascript:alert(1)', /begins with https/],
    ['https://user:secret@example.com/x', /begins with https/],
    ['https://huggingface.co/datasets/a/b', /page of datasets/],
    ['https://huggingface.co/a', /names no model/],
    ['https://huggingface.co/', /names no model/],
    ['https://huggingface.co/a/b/settings', /no page of a model/],
  ])('%s is refused in words', (typed, words) => {
    expect(() => parseModelAddress(typed)).toThrow(words);
    expect(() => parseModelAddress(typed)).toThrow(expect.objectContaining({ code: 'input-invalid' }));
  });

  it('refuses an endpoint that is no web address', () => {
    expect(() => parseModelAddress('a/b', 'mirror')).toThrow(/endpoint "mirror"/);
  });

  it('gives an address that the schema accepts, or refuses with our error, whatever is typed', () => {
    const pieces = fc.constantFrom(
      'a',
      '/',
      '@',
      'https://',
      'huggingface.co',
      '%',
      '..',
      '?',
      '#',
      ':',
      'tree',
      '\\',
      ' ',
    );
    const text = fc.oneof(
      fc.string(),
      fc.webUrl(),
      fc.array(pieces).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (typed) => {
        let address;
        try {
          address = parseModelAddress(typed);
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'input-invalid' });
          return;
        }
        expect(modelAddressSchema.parse(address)).toEqual(address);
        if (address.kind === 'hub') expect(parseModelAddress(spellModelAddress(address))).toEqual(address);
      }),
      { numRuns: 500 },
    );
  });
});
