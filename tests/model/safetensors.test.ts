import { describe, expect, it } from 'vitest';
import { bytesOf, openSafetensors } from '@/lib/model/safetensors';
import { checkShapes, neededTensors } from '@/lib/model/shapes';
import { llamaFamilies, readGolden } from '../fixtures/goldens';

/** A file of the given header over `bytes` bytes of content. */
function file(header: unknown, bytes = 0): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const made = new Uint8Array(8 + json.length + bytes);
  new DataView(made.buffer).setBigUint64(0, BigInt(json.length), true);
  made.set(json, 8);
  return made;
}

const open = (bytes: Uint8Array) => openSafetensors(bytesOf(bytes));
const entry = (dtype: string, shape: number[], start: number, end: number) => ({
  dtype,
  shape,
  data_offsets: [start, end],
});

describe('openSafetensors', () => {
  it.each(llamaFamilies)('gives every tensor of %s that the model needs, in its shape', async (family) => {
    const { spec, weights } = await readGolden(family);
    checkShapes(spec, weights);
    expect([...neededTensors(spec).keys()].sort()).toEqual([...weights.names].sort());
    const norm = await weights.read('model.norm.weight');
    expect(norm).toHaveLength(spec.hidden);
    expect(norm.every(Number.isFinite)).toBe(true);
  });

  it('reads only the header on opening and only the tensor asked for after', async () => {
    const { files } = await readGolden('llama');
    const ranges: [number, number][] = [];
    const weights = await openSafetensors({
      size: files.safetensors.length,
      read(start, end) {
        ranges.push([start, end]);
        return Promise.resolve(files.safetensors.subarray(start, end));
      },
    });
    const headerEnd = ranges.at(-1)?.[1] ?? 0;
    expect(headerEnd).toBeLessThan(10_000);
    const embedding = await weights.read('model.embed_tokens.weight');
    expect(ranges).toHaveLength(3);
    expect((ranges[2]?.[1] ?? 0) - (ranges[2]?.[0] ?? 0)).toBe(embedding.length * 4);
  });

  it('decodes every dtype, wherever in the file its bytes lie', async () => {
    const header = {
      u8: entry('U8', [1], 0, 1),
      i8: entry('I8', [2], 1, 3),
      f16: entry('F16', [2], 3, 7),
      bf16: entry('BF16', [1], 7, 9),
      f32: entry('F32', [1], 9, 13),
      __metadata__: { format: 'pt' },
    };
    const bytes = file(header, 13);
    bytes.set([255, 128, 127, 0x00, 0x3c, 0x01, 0x80, 0x80, 0xbf, 0, 0, 0x20, 0x40], bytes.length - 13);
    const weights = await open(bytes);
    const read = async (name: string) => [...(await weights.read(name))];
    expect(await read('u8')).toEqual([255]);
    expect(await read('i8')).toEqual([-128, 127]);
    expect(await read('f16')).toEqual([1, -(2 ** -24)]);
    expect(await read('bf16')).toEqual([-1]);
    expect(await read('f32')).toEqual([2.5]);
  });

  it('stops reading when the signal is aborted', async () => {
    const { files } = await readGolden('llama');
    const weights = await open(files.safetensors);
    await expect(weights.read('lm_head.weight', AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });

  it.each([
    [new Uint8Array(3), 'it has 3 bytes, too few for a safetensors header'],
    [new TextEncoder().encode('<!doctype html><p>'), 'it is truncated or not a safetensors file'],
    [file({}).subarray(0, 9), 'its header says 2 bytes but the file has 9; it is truncated'],
    [file('{"a":'), 'its header is not JSON'],
    [file('[1]'), 'its header is not a JSON object'],
    [file({ a: { dtype: 'F32' } }), 'header entry "a": shape'],
    [
      file({ a: entry('F8_E4M3', [4], 0, 4) }, 4),
      'tensor "a" has dtype F8_E4M3, which is not supported; supported: F32',
    ],
    [file({ a: entry('F32', [2], 0, 4) }, 4), 'tensor "a" of shape [2] in F32 needs 8 bytes, has 4'],
    [file({ a: entry('F32', [2], 0, 8) }, 4), 'it is truncated, get it again'],
    [file({ a: entry('U8', [4], 0, 4), b: entry('U8', [4], 2, 6) }, 6), 'tensors "a" and "b" overlap'],
    [file({ a: entry('I8', [2, 64], 0, 128), 'a.scale': entry('F16', [2, 3], 128, 140) }, 12), 'do not fit "a"'],
  ])('says what is wrong with a broken file (%#)', async (bytes, message) => {
    await expect(open(bytes)).rejects.toMatchObject({ code: 'model-invalid' });
    await expect(open(bytes)).rejects.toThrow(/^model.safetensors: /);
    await expect(open(bytes)).rejects.toThrow(message);
  });

  it('refuses every truncation of a real checkpoint', async () => {
    const { files } = await readGolden('llama');
    for (let size = 0; size < files.safetensors.length; size += 10_007) {
      await expect(open(files.safetensors.subarray(0, size))).rejects.toMatchObject({ code: 'model-invalid' });
    }
  });
});

describe('checkShapes', () => {
  it('names a missing tensor and one of another shape', async () => {
    const { spec, weights } = await readGolden('llama_tied_rope_llama3');
    expect(() => checkShapes({ ...spec, head: { ...spec.head, tied: false } }, weights)).toThrow(
      '"lm_head.weight" is missing',
    );
    expect(() => checkShapes({ ...spec, kvHeads: 1 }, weights)).toThrow(
      '"model.layers.0.self_attn.k_proj.weight" has shape [64, 64] but config.json asks for [32, 64]',
    );
  });
});
