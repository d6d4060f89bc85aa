// Experiments in links: nothing lost, nothing believed.

import fc from 'fast-check';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { DECODED_MAX_BYTES, decodeValue, ENCODED_MAX_CHARACTERS, encodeValue } from '@/lib/experiment/codec';
import { type Experiment, experimentFormat, experimentSchema } from '@/lib/experiment/experiment';
import { AppError } from '@/lib/errors';
import { anyExperiment } from './arbitrary';

const passkey: Experiment = experimentSchema.parse({
  prompt: { preset: 'passkey' },
  expected: '48213',
  model: { bundled: 'lens-28m' },
  schedule: [
    { layer: 4, keep: 0.5 },
    { layer: 8, keep: 0.5 },
  ],
  layers: 16,
  maxNewTokens: 10,
  repeats: 5,
  warmups: 1,
});

const decode = (text: string) => decodeValue(experimentFormat, text);
const encode = (experiment: Experiment) => encodeValue(experimentFormat, experiment);

/** A link to JSON that is not checked. */
function linkTo(value: unknown, version = 1): string {
  return `${version}.${deflateRawSync(JSON.stringify(value)).toString('base64url')}`;
}

async function refusal(text: string): Promise<string> {
  const thrown = await decode(text).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(AppError);
  if (!(thrown instanceof AppError)) throw new Error('not refused');
  expect(thrown.code).toBe('link-invalid');
  return thrown.message;
}

describe('an experiment in a link', () => {
  it('comes back as it was, for 1,000 random experiments', async () => {
    await fc.assert(
      fc.asyncProperty(anyExperiment, async (experiment) => {
        const link = await encode(experiment);
        expect(link).toMatch(/^1\.[\w-]+$/);
        expect(await decode(link)).toEqual(experiment);
      }),
      { numRuns: 1000 },
    );
  });

  it('is the same text for the same experiment, in whatever order its fields were set', async () => {
    const reversed = Object.fromEntries(Object.entries(passkey).reverse()) as Experiment;
    expect(await encode(reversed)).toBe(await encode(passkey));
  });

  it('takes less than 400 characters for a preset', async () => {
    expect((await encode(passkey)).length).toBeLessThan(400);
  });

  it('opens, or is refused with a sentence, after any of 10,000 mutations', async () => {
    const links = await Promise.all(fc.sample(anyExperiment, 50).map(encode));
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...links),
        fc.array(mutation, { minLength: 1, maxLength: 4 }),
        async (link, mutations) => {
          const mutated = mutations.reduce((text, mutate) => mutate(text), link);
          try {
            experimentSchema.parse(await decode(mutated));
          } catch (error) {
            refused++;
            expect(error).toBeInstanceOf(AppError);
            expect(error).toMatchObject({ code: 'link-invalid', message: expect.stringMatching(/^[A-Z].{20,}[.)]$/s) });
          }
        },
      ),
      { numRuns: 10_000 },
    );
    expect(refused).toBeGreaterThan(5000);
  });

  it('of a future version is told from a broken one', async () => {
    expect(await refusal(linkTo(passkey, 2))).toMatch(/of version 2, and this LazyLens reads up to 1: reload/);
    expect(await refusal('9999.AAAA')).toMatch(/of version 9999/);
    expect(await refusal(linkTo(passkey, 0))).toMatch(/cannot be read/);
  });

  it('is refused where a part is missing, by the end or by the beginning', async () => {
    const link = await encode(passkey);
    for (const part of ['', '1', '1.', link.slice(2), link.slice(0, -1), link.slice(0, 40), `${link} `]) {
      expect(await refusal(part)).toMatch(/cannot be read: a part of the link may be missing/);
    }
  });

  it.each([
    ['a field that is not known', { ...passkey, colour: 'red' }, /colour/],
    ['a keep ratio above 1', { ...passkey, schedule: [{ layer: 4, keep: 1.4 }] }, /schedule\.0\.keep/],
    ['layers that fall', { ...passkey, schedule: [...passkey.schedule].reverse() }, /schedule: layers must rise/],
    ['files', { ...passkey, model: { files: [] } }, /model/],
    ['no prompt', { ...passkey, prompt: {} }, /prompt/],
    ['another thing', [1, 2, 3], /object/],
  ])('is refused with %s, naming the field', async (_, value, named) => {
    expect(await refusal(linkTo(value))).toMatch(named);
  });

  it('that is a decompression bomb is refused before it is unpacked whole', async () => {
    const bomb = `1.${deflateRawSync(Buffer.alloc(64 * DECODED_MAX_BYTES)).toString('base64url')}`;
    expect(bomb.length).toBeLessThan(ENCODED_MAX_CHARACTERS);
    expect(await refusal(bomb)).toMatch(/unpacks to more than 4 MiB/);
    expect(await refusal(`1.${'A'.repeat(ENCODED_MAX_CHARACTERS)}`)).toMatch(/far too long/);
  });

  it('is not made where it could not be opened', async () => {
    const long = { ...passkey, prompt: { text: 'a'.repeat(600_000) } };
    await expect(encode(long)).rejects.toMatchObject({
      code: 'link-invalid',
      message: expect.stringMatching(/prompt/),
    });
  });
});

const printable = fc.stringMatching(/^[\w.~%=+/ -]{1,6}$/);
const at = fc.nat({ max: 10_000 });

/** What mail programs, people and strangers do to links. */
const mutation: fc.Arbitrary<(text: string) => string> = fc.oneof(
  fc.tuple(at, printable).map(
    ([i, piece]) =>
      (text: string) =>
        splice(text, i, 1, piece),
  ),
  fc.tuple(at, printable).map(
    ([i, piece]) =>
      (text: string) =>
        splice(text, i, 0, piece),
  ),
  fc.tuple(at, fc.nat({ max: 40 })).map(
    ([i, n]) =>
      (text: string) =>
        splice(text, i, n, ''),
  ),
  at.map((i) => (text: string) => text.slice(0, i % (text.length + 1))),
  at.map((i) => (text: string) => text.slice(i % (text.length + 1)) + text.slice(0, i % (text.length + 1))),
  fc.nat({ max: 12_000 }).map((version) => (text: string) => text.replace(/^\d+/, String(version))),
  fc.constant((text: string) => text.toLowerCase()),
  fc.constant((text: string) => text + text),
);

function splice(text: string, at: number, removed: number, piece: string): string {
  const i = at % (text.length + 1);
  return text.slice(0, i) + piece + text.slice(i + removed);
}
