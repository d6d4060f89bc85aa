// Damaged and foreign checkpoints: each is refused with a message that names the file and what in it is wrong, before weights are read
// where their headers tell.

import { beforeAll, describe, expect, it } from 'vitest';
import { headWeightPlace } from '@/lib/model/families/registry';
import { type ModelFiles, openModelFiles } from '@/lib/model/files';
import { headWeights } from '@/lib/model/layout';
import { findModel, localFiles } from '@/lib/model/localFiles';
import { gatherWeight } from '@/lib/model/prepare';
import { INDEX_FILE } from '@/lib/model/shards';
import { type Golden, readGolden } from '../fixtures/goldens';
import { shardGolden, SHARDS } from '../fixtures/sharded';

const [FIRST, SECOND] = SHARDS;

let golden: Golden;
let config: Record<string, unknown>;
/** The checkpoint in two shards. */
let sharded: Record<string, Uint8Array | string>;
beforeAll(async () => {
  golden = await readGolden('llama');
  config = golden.config as Record<string, unknown>;
  sharded = await shardGolden(golden);
});

function files(contents: Record<string, Uint8Array | string>): ModelFiles {
  return localFiles(
    'broken',
    Object.entries(contents).map(([name, content]) => new File([content as BlobPart], name)),
  );
}

const whole = (changes: Record<string, Uint8Array | string> = {}) => ({
  'config.json': golden.files.config,
  'model.safetensors': golden.files.safetensors,
  ...changes,
});

/** The checkpoint with another header over the same bytes. */
function withHeader(change: (header: Record<string, { dtype: string; data_offsets: [number, number] }>) => void) {
  const { safetensors } = golden.files;
  const length = Number(new DataView(safetensors.buffer, safetensors.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(safetensors.subarray(8, 8 + length))) as Record<string, never>;
  change(header);
  const json = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + safetensors.length - 8 - length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(safetensors.subarray(8 + length), 8 + json.length);
  return bytes;
}

/** What opening is refused with. */
async function refusal(contents: Record<string, Uint8Array | string>): Promise<string> {
  const thrown: unknown = await openModelFiles(files(contents)).then(
    () => null,
    (error: unknown) => error,
  );
  expect(thrown).toMatchObject({ name: 'AppError', code: 'model-invalid' });
  return (thrown as Error).message;
}

describe('opening', () => {
  it('gives the model where nothing is wrong, whole or in shards', async () => {
    const [one, two] = [await openModelFiles(files(whole())), await openModelFiles(files(sharded))];
    expect(two.spec).toEqual(one.spec);
    const name = golden.weights.names[0] ?? '';
    expect(await two.weights.read(name)).toEqual(await one.weights.read(name));
  });

  it('names a file that is missing: config.json, all weights, a shard', async () => {
    const { [SECOND]: _, ...oneShard } = sharded;
    expect(await refusal({})).toMatch(/^folder "broken" has no config\.json; it must hold/);
    expect(await refusal({ 'config.json': golden.files.config })).toMatch(
      /^folder "broken" has no model\.safetensors;/,
    );
    expect(await refusal(oneShard)).toMatch(`has no ${SECOND}, which ${INDEX_FILE} names`);
  });

  it('names the tensor about which an index lies', async () => {
    const index = JSON.parse(sharded[INDEX_FILE] as string) as { weight_map: Record<string, string> };
    const [name = ''] = Object.keys(index.weight_map);
    index.weight_map[name] = SECOND;
    expect(await refusal({ ...sharded, [INDEX_FILE]: JSON.stringify(index) })).toBe(
      `${INDEX_FILE} says that tensor "${name}" is in ${SECOND}, but ${FIRST} holds it; get the complete checkpoint again`,
    );
  });

  it('refuses a header longer than the file, and one that is a web page', async () => {
    const long = new Uint8Array(golden.files.safetensors);
    new DataView(long.buffer).setBigUint64(0, BigInt(long.length), true);
    expect(await refusal(whole({ 'model.safetensors': long }))).toMatch(
      /^model\.safetensors: its header says \d+ bytes but the file has \d+/,
    );
    expect(await refusal(whole({ 'model.safetensors': '<!doctype html><title>Sign in</title>' }))).toMatch(
      /^model\.safetensors: its header says/,
    );
  });

  it('names tensors that overlap, that end beyond the file, or are of an unknown format', async () => {
    const [first = '', second = ''] = golden.weights.names;
    const overlapping = withHeader((header) => {
      const [a, b] = [header[first], header[second]];
      if (a && b) b.data_offsets = [a.data_offsets[0], a.data_offsets[0] + b.data_offsets[1] - b.data_offsets[0]];
    });
    expect(await refusal(whole({ 'model.safetensors': overlapping }))).toMatch(
      /^model\.safetensors: tensors ".+" and ".+" overlap at byte \d+/,
    );
    const beyond = withHeader((header) => {
      const entry = header[first];
      if (entry) entry.data_offsets = [entry.data_offsets[0] + 1e9, entry.data_offsets[1] + 1e9];
    });
    expect(await refusal(whole({ 'model.safetensors': beyond }))).toMatch(
      new RegExp(`^model\\.safetensors: tensor "${first}" ends at byte \\d+ but the file has \\d+`),
    );
    const strange = withHeader((header) => {
      const entry = header[first];
      if (entry) entry.dtype = 'F8_E4M3';
    });
    expect(await refusal(whole({ 'model.safetensors': strange }))).toMatch(
      `model.safetensors: tensor "${first}" has dtype F8_E4M3, which is not supported`,
    );
  });

  it('names the tensor whose shape contradicts config.json', async () => {
    const other = JSON.stringify({ ...config, intermediate_size: 48 });
    expect(await refusal(whole({ 'config.json': other }))).toMatch(
      /^model\.safetensors: tensor ".*mlp.*" has shape \[.*\] but config\.json asks for \[.*48.*\]/,
    );
  });

  it.each([
    ['model_type', 'mamba', /model_type "mamba" is not supported; supported: /],
    ['hidden_act', 'swoosh', /hidden_act is "swoosh" \(supported: silu/],
    ['num_local_experts', 8, /num_local_experts 8: mixtures of experts are not supported/],
    ['quantization_config', { quant_method: 'gptq' }, /quantization_config\.quant_method "gptq" is not supported/],
  ])('refuses %s of config.json by name before a weights file is opened', async (field, value, message) => {
    const broken = files(whole({ 'config.json': JSON.stringify({ ...config, [field]: value }) }));
    let opened = 0;
    const watched: ModelFiles = { ...broken, bytes: (name) => (opened++, broken.bytes(name)) };
    await expect(openModelFiles(watched)).rejects.toThrow(message);
    expect(opened).toBe(0);
  });
});

describe('reading', () => {
  it('names the tensor and the place of a weight that is not a number', async () => {
    const bytes = new Uint8Array(golden.files.safetensors);
    const { spec } = golden;
    const slot = headWeights(spec).find(({ role }) => role === 'embedding')!;
    const place = headWeightPlace(spec, 'embedding');
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<
      string,
      { data_offsets: [number, number] }
    >;
    const at = 8 + length + (header[place.tensor]?.data_offsets[0] ?? 0) + 4 * (2 * spec.hidden + 3);
    new DataView(bytes.buffer).setFloat32(at, NaN, true);
    const { weights } = await openModelFiles(files(whole({ 'model.safetensors': bytes })));
    const request = { slot, place, layout: 'out-in', floatType: 'f32' } as const;
    for (const format of ['f32', 'f16', 'q8', 'q4'] as const) {
      await expect(gatherWeight(weights, { ...request, format })).rejects.toThrow(
        `model.safetensors: tensor "${place.tensor}" holds NaN at [2, 3]`,
      );
    }
  });
});

describe('findModel', () => {
  const placed = (...paths: string[]) =>
    paths.map((path) => ({ path, file: new File([''], path.split('/').at(-1) ?? '') }));

  it('takes the files beside the highest config.json and names the model after their folder', () => {
    const { id, files: found } = findModel(
      placed('models/SmolLM/onnx/config.json', 'models/SmolLM/config.json', 'models/SmolLM/model.safetensors'),
    );
    expect(id).toBe('SmolLM');
    expect(found.map(({ name }) => name)).toEqual(['config.json', 'model.safetensors']);
    expect(findModel(placed('/config.json', '/model.safetensors')).id).toBe('dropped files');
  });

  it('refuses what holds no model, naming it', () => {
    expect(() => findModel(placed('notes.txt'))).toThrow('"notes.txt" is no model; choose the folder with config.json');
    expect(() => findModel(placed('a/b.txt', 'a/c.txt'))).toThrow('what was chosen holds no config.json');
  });
});
