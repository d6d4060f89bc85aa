import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFolder } from '@/lib/model/folder';
import { bytesOf } from '@/lib/model/safetensors';
import { INDEX_FILE, openShards } from '@/lib/model/shards';
import { writeSafetensors } from '@/lib/model/write-safetensors';
import { readGolden } from '../fixtures/goldens';
import { shardGolden, SHARDS as FILES } from '../fixtures/sharded';

/** A file that holds tensors of one value each. */
const shard = (tensors: Record<string, number>) =>
  writeSafetensors(
    Object.entries(tensors).map(([name, value]) => ({
      name,
      dtype: 'F32',
      shape: [1],
      bytes: new Uint8Array(Float32Array.of(value).buffer),
    })),
  );

const open = (index: unknown, shards: Record<string, Uint8Array>) =>
  openShards(index, (file) => {
    const bytes = shards[file];
    return bytes ? Promise.resolve(bytesOf(bytes)) : Promise.reject(new Error(`no ${file}`));
  });

const map = (weightMap: Record<string, unknown>) => ({ metadata: { total_size: 8 }, weight_map: weightMap });

describe('openShards', () => {
  const [first, second] = FILES;

  it('reads each tensor from the file that holds it', async () => {
    const weights = await open(map({ a: first, b: second, c: first }), {
      [first]: shard({ a: 1, c: 3 }),
      [second]: shard({ b: 2 }),
    });
    expect([...weights.names].sort()).toEqual(['a', 'b', 'c']);
    expect(weights.file('b')).toBe(second);
    expect([...(await weights.read('b'))]).toEqual([2]);
    expect([...(await weights.read('c'))]).toEqual([3]);
    expect(() => weights.shape('d')).toThrow('names no tensor "d"');
  });

  it.each([
    [map({ a: first, b: second }), { a: 1 }, { c: 2 }, `does not name tensor "c", which ${second} holds`],
    [map({ a: first, b: second }), { a: 1 }, {}, `says that tensor "b" is in ${second}, which does not hold it`],
    [map({ a: first, b: second }), { a: 1, b: 2 }, {}, `says that tensor "b" is in ${second}, but ${first} holds it`],
    [map({ a: first, b: second }), { a: 1 }, { a: 1, b: 2 }, `tensor "a" is held twice, by ${first} and ${second}`],
    [map({ a: second, b: first }), { a: 1, b: 2 }, { a: 1 }, `tensor "a" is held twice, by ${second} and ${first}`],
    [map({ a: first }), { a: 1 }, { b: 2 }, 'names 1 of 2 shards; number 2 is not among them'],
    [map({}), {}, {}, 'names no tensor in weight_map'],
    [map({ a: '../../etc/passwd' }), {}, {}, 'weight_map.a: must be the name of a .safetensors file'],
    [map({ a: 1 }), {}, {}, 'weight_map.a: '],
    [{ metadata: {} }, {}, {}, 'is not an index: weight_map'],
    [[], {}, {}, 'is not an index'],
  ])('names file and tensor of an index that lies (%#)', async (index, inFirst, inSecond, message) => {
    const opened = open(index, {
      [first]: shard(inFirst),
      [second]: shard(inSecond),
    });
    await expect(opened).rejects.toMatchObject({ code: 'model-invalid' });
    await expect(opened).rejects.toThrow(INDEX_FILE);
    await expect(opened).rejects.toThrow(message);
  });

  it('names the shard that is truncated', async () => {
    const opened = open(map({ a: first, b: second }), {
      [first]: shard({ a: 1 }),
      [second]: shard({ b: 2 }).subarray(0, -2),
    });
    await expect(opened).rejects.toThrow(new RegExp(`^${second}: tensor "b" ends at byte .* truncated`));
  });
});

describe('openFolder', () => {
  let whole = '';
  let split = '';
  beforeAll(async () => {
    const golden = await readGolden('llama');
    const { files } = golden;
    whole = await mkdtemp(join(tmpdir(), 'whole-'));
    split = await mkdtemp(join(tmpdir(), 'split-'));
    await writeFile(join(whole, 'config.json'), files.config);
    await writeFile(join(whole, 'model.safetensors'), files.safetensors);
    for (const [name, content] of Object.entries(await shardGolden(golden)))
      await writeFile(join(split, name), content);
  });
  afterAll(async () => {
    await rm(whole, { recursive: true });
    await rm(split, { recursive: true });
  });

  it('opens a sharded folder as the same model', async () => {
    const [a, b] = [await openFolder(whole), await openFolder(split)];
    expect(b.spec).toEqual(a.spec);
    expect(b.sha256).toMatch(/^[0-9a-f]{64}$/);
    for (const name of a.weights.names) expect(await b.weights.read(name)).toEqual(await a.weights.read(name));
    await a.close();
    await b.close();
  });

  it('names a shard that is not there, and one whose tensors are not those of config.json', async () => {
    const kept = await readFile(join(split, FILES[1]));
    await rm(join(split, FILES[1]));
    await expect(openFolder(split)).rejects.toThrow(`has no ${FILES[1]}, which ${INDEX_FILE} names`);
    await writeFile(join(split, FILES[1]), kept);
    const config: unknown = JSON.parse(await readFile(join(split, 'config.json'), 'utf8'));
    await writeFile(join(split, 'config.json'), JSON.stringify({ ...(config as object), intermediate_size: 48 }));
    await expect(openFolder(split)).rejects.toThrow(
      /^model-0000\d-of-00002.safetensors: tensor ".*mlp.*" has shape .* but config.json asks for/,
    );
  });
});
