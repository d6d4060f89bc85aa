import { readFile, stat } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundledModel, bundledSpec } from '@/lib/model/catalog';
import { openFolder } from '@/lib/model/folder';
import { neededTensors } from '@/lib/model/shapes';
import { type OpenOptions, openModel } from '@/lib/model/open';
import { openSynthetic } from '@/lib/model/synthetic';
import { type Golden, readGolden } from '../fixtures/goldens';

let golden: Golden;
let server: Server;
let base: string;

type Answer = (response: ServerResponse) => void;

beforeAll(async () => {
  golden = await readGolden('llama');
  const { config, safetensors } = golden.files;
  const json =
    (text: string): Answer =>
    (response) =>
      void response.end(text);
  const weights: Answer = (response) => {
    response.setHeader('content-length', safetensors.length);
    response.end(safetensors);
  };
  const answers: Record<string, Answer> = {
    '/good/config.json': json(config),
    '/good/generation_config.json': json('{"eos_token_id":[2,3]}'),
    '/good/model.safetensors': weights,
    '/no-weights/config.json': json(config),
    '/page/config.json': (response) => void response.setHeader('content-type', 'text/html').end('<p>hello'),
    '/text/config.json': json('hello'),
    '/broken-off/config.json': json(config),
    '/broken-off/model.safetensors': (response) => {
      response.setHeader('content-length', safetensors.length);
      response.write(safetensors.subarray(0, 100_000), () => response.destroy());
    },
    '/cut/config.json': json(config),
    '/cut/model.safetensors': (response) => void response.end(safetensors.subarray(0, 100_000)),
    '/unsized/config.json': json(config),
    '/unsized/model.safetensors': (response) => {
      response.write(safetensors.subarray(0, 100_000));
      response.end(safetensors.subarray(100_000));
    },
  };
  server = createServer((request, response) => {
    const answer = answers[request.url ?? ''];
    if (answer) answer(response);
    else response.writeHead(404, 'Not Found').end();
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const openStored: OpenOptions['openStored'] = (key) => Promise.reject(new Error(`${key} is not stored`));

/** Bitwise: comparing hundreds of thousands of values one by one takes seconds. */
const same = (a: Float32Array, b: Float32Array) => Buffer.from(a.buffer).equals(Buffer.from(b.buffer));

const open = (
  path: string,
  options: { signal?: AbortSignal; onProgress?: (done: number, total: number) => void } = {},
) => openModel({ kind: 'url', id: 'golden', url: `${base}/${path}` }, { fetch, openStored, ...options });

describe('openModel over HTTP', () => {
  it('gives spec, weights and the hash of the weights file, and tells of the bytes received', async () => {
    const progress: [number, number][] = [];
    const model = await open('good/', { onProgress: (done, total) => progress.push([done, total]) });
    expect(model.spec).toEqual({ ...golden.spec, eosTokenIds: [2, 3] });
    expect(model.id).toBe('golden');
    expect(model.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(same(await model.weights.read('lm_head.weight'), await golden.weights.read('lm_head.weight'))).toBe(true);
    const size = golden.files.safetensors.length;
    expect(progress[0]).toEqual([0, size]);
    expect(progress.at(-1)).toEqual([size, size]);
  });

  it('reads a body whose length the server does not say', async () => {
    const { sha256 } = await open('unsized');
    expect(sha256).toBe((await open('good')).sha256);
  });

  it.each([
    ['nowhere', 'model-invalid', /^http.*\/nowhere has no config.json; it must hold/],
    ['no-weights', 'model-invalid', /^http.*\/no-weights has no model.safetensors; it must hold .*, or its shards/],
    ['page', 'download-failed', /^config.json: .* answered with a web page/],
    ['text', 'model-invalid', /^config.json in http.*\/text is not JSON/],
    ['broken-off', 'download-failed', /^model.safetensors: the download (broke off|ended) after \d+/],
    ['cut', 'model-invalid', /^model.safetensors: .* it is truncated, get it again/],
  ])('names the file and what is wrong at /%s', async (path, code, message) => {
    await expect(open(path)).rejects.toMatchObject({ name: 'AppError', code });
    await expect(open(path)).rejects.toThrow(message);
  });

  it('says so when there is no network', async () => {
    const source = { kind: 'url', id: 'x', url: 'http://127.0.0.1:1/x' } as const;
    await expect(openModel(source, { fetch, openStored })).rejects.toMatchObject({ code: 'download-failed' });
    await expect(openModel(source, { fetch, openStored })).rejects.toThrow(
      /^config.json: could not be fetched from http/,
    );
  });

  it('stops in the middle of a download when aborted', async () => {
    const controller = new AbortController();
    const opening = open('good', {
      signal: controller.signal,
      onProgress: (done) => void (done > 0 && controller.abort()),
    });
    await expect(opening).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('the bundled model', () => {
  const folder = new URL('../../public/models/lens-28m/', import.meta.url).pathname;

  it('is as the catalog says', async () => {
    const model = await openFolder(folder);
    const parameters = model.weights.names
      .map((name) => model.weights.shape(name).reduce((a, b) => a * b, 1))
      .reduce((a, b) => a + b, 0);
    expect(parameters).toBe(bundledModel.parameters);
    expect((await stat(`${folder}model.safetensors`)).size).toBe(bundledModel.sizeBytes);
    expect(model.spec).toMatchObject({ layers: bundledModel.layers, context: bundledModel.context });
    expect(model.id).toBe(bundledModel.id);
    expect({ ...model.spec, bosTokenId: null, eosTokenIds: [] }).toEqual(bundledSpec);
    await model.close();
  });

  it('ends its answers at every token with a line break', async () => {
    const { spec, close } = await openFolder(folder);
    await close();
    const { model } = JSON.parse(await readFile(`${folder}tokenizer.json`, 'utf8')) as { model: { vocab: object } };
    const breaks = Object.entries(model.vocab).filter(([token]) => token.includes('\u010a'));
    expect(new Set(spec.eosTokenIds)).toEqual(new Set([2, ...breaks.map(([, id]) => id as number)]));
  });
});

describe('synthetic weights', () => {
  it('fill every tensor of the shape with the same values each time, of the size that keeps activations level', async () => {
    const { spec, weights, sha256, id } = openSynthetic('lens-28m');
    expect({ id, sha256 }).toEqual({ id: 'synthetic:lens-28m', sha256: null });
    expect(weights.names).toEqual([...neededTensors(spec).keys()]);
    const name = 'model.layers.3.mlp.down_proj.weight';
    const values = await weights.read(name);
    expect(same(values, await openSynthetic('lens-28m').weights.read(name))).toBe(true);
    expect(same(values, await weights.read('model.layers.4.mlp.down_proj.weight'))).toBe(false);
    expect(values).toHaveLength(384 * 1024);
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
    expect(deviation * Math.sqrt(1024 * 2 * 16)).toBeCloseTo(1, 2); // a down projection, which ends a residual branch
    const norm = await weights.read('model.norm.weight');
    expect(norm.every((value) => value > 0.8 && value < 1.2)).toBe(true);
  });

  it('know the shape of Llama-3.2-1B', () => {
    const { spec } = openSynthetic('Llama-3.2-1B');
    const parameters = [...neededTensors(spec).values()].map((shape) => shape.reduce((a, b) => a * b, 1));
    expect(parameters.reduce((a, b) => a + b, 0)).toBe(1_235_814_400);
  });

  it('refuse a shape that the catalog does not have', () => {
    expect(() => openSynthetic('toString')).toThrow('no synthetic model has the shape "toString"; known: lens-28m');
  });
});
