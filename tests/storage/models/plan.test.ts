import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HubAddress } from '@/lib/model/hub/address';
import { createHttp } from '@/lib/model/hub/http';
import { makePlan, type Plan } from '@/lib/storage/models/plan';
import type { ModelRequest } from '@/lib/storage/models/types';
import { readGolden } from '../../fixtures/goldens';
import { type Hub, type Repository, startHub } from '../../fixtures/hub';

const NAME = 'lazylens/tiny';
const SHARDS = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'] as const;
const INDEX = 'model.safetensors.index.json';

let hub: Hub;
let repository: Repository;
let golden: Awaited<ReturnType<typeof readGolden>>;
beforeAll(async () => {
  hub = await startHub();
  golden = await readGolden('llama');
});
afterAll(() => hub.close());
beforeEach(() => {
  Object.assign(hub.habits, { ranges: true, validators: true, webPages: false, lengths: true });
  hub.log.length = 0;
  const { config, safetensors } = golden.files;
  const others = { 'README.md': '# tiny', 'onnx/model.onnx': 'x', 'original/consolidated.00.pth': 'x' };
  const tokenizer = { 'tokenizer.json': '{}', 'tokenizer_config.json': '{}' };
  repository = hub.add(NAME, { ...others, ...tokenizer, 'config.json': config, 'model.safetensors': safetensors });
});

describe('a repository of the Hub', () => {
  it('is pinned to its commit, and only what a model needs is taken, with the hashes that the Hub gives', async () => {
    const plan = await planOf(inHub());
    expect(plan).toMatchObject({ key: `${NAME}@${repository.commit}`, id: NAME, commit: repository.commit });
    expect(plan).toMatchObject({ licence: 'mit', modelType: 'llama', tokenizerCommit: null });
    expect(names(plan)).toEqual(['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors']);
    const weights = plan.files.at(-1);
    expect(weights?.bytes).toBe(golden.files.safetensors.length);
    expect(weights?.expected.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(plan.files[0]?.expected).toEqual({ sha256: null, blob: expect.stringMatching(/^[0-9a-f]{40}$/) as string });
    expect(hub.bytesSent('model.safetensors')).toBe(0);
  });

  it('takes every shard that an index names', async () => {
    shard({ 'model.norm.weight': SHARDS[0], 'lm_head.weight': SHARDS[1] });
    expect(names(await planOf(inHub()))).toEqual(expect.arrayContaining([INDEX, ...SHARDS]));
  });

  it('takes the tokenizer from another repository, and none of its own', async () => {
    const other = hub.add('lazylens/words', { 'tokenizer.json': '{"version":"1.0"}' });
    const plan = await planOf({ ...inHub(), tokenizer: { ...address(), repository: 'lazylens/words' } });
    expect(plan.key).toBe(`${NAME}@${repository.commit} + lazylens/words@${other.commit}`);
    expect(plan.tokenizerCommit).toBe(other.commit);
    expect(plan.files.filter(({ place }) => place === 'tokenizer').map(({ name }) => name)).toEqual(['tokenizer.json']);
    expect(names(plan)).not.toContain('tokenizer_config.json');
  });

  it.each<[string, () => void, Partial<HubAddress>, string, RegExp]>([
    [
      'does not exist',
      () => undefined,
      { repository: 'lazylens/none' },
      'download-failed',
      /lazylens\/none: .*(401).*check the name/,
    ],
    [
      'has no such revision',
      () => undefined,
      { revision: 'v9' },
      'download-failed',
      /no revision "v9".*branch, tag or commit/,
    ],
    ['has no config.json', () => repository.files.delete('config.json'), {}, 'model-invalid', /has no config\.json/],
    [
      'has a config.json that is no JSON',
      () => put('config.json', '<'),
      {},
      'model-invalid',
      /config\.json of lazylens\/tiny is not JSON/,
    ],
    [
      'is of a family that is not run',
      () => put('config.json', '{"model_type":"mamba"}'),
      {},
      'model-invalid',
      /model_type "mamba" is not supported/,
    ],
    [
      'has no safetensors',
      () => repository.files.delete('model.safetensors'),
      {},
      'model-invalid',
      /has no model\.safetensors and no model\.safetensors\.index\.json/,
    ],
    [
      'lacks a shard',
      () => (shard({ a: SHARDS[0], b: SHARDS[1] }), repository.files.delete(SHARDS[1])),
      {},
      'model-invalid',
      /has no model-00002-of-00002\.safetensors, which model\.safetensors\.index\.json names/,
    ],
    [
      'has an index that leaves out a shard',
      () => shard({ a: SHARDS[0] }),
      {},
      'model-invalid',
      /names 1 of 2 shards; number 2/,
    ],
    [
      'has an index that points elsewhere',
      () => shard({ a: '../secret.safetensors' }),
      {},
      'model-invalid',
      /weight_map\.a: must be the name of a \.safetensors file/,
    ],
    [
      'is gated',
      () => void (repository.gate = 'hf_x'),
      {},
      'download-failed',
      /config\.json of lazylens\/tiny: this model is gated \(401\)\. Accept its licence at .*access token/,
    ],
    [
      'sends web pages',
      () => void (hub.habits.webPages = true),
      {},
      'download-failed',
      /config\.json: .* answered with a web page/,
    ],
    ['is not of the Hub', () => undefined, { endpoint: 'CDN' }, 'download-failed', /has no such repository \(404\)/],
  ])('that %s is refused by name before any weight comes', async (_, arrange, changes, code, message) => {
    arrange();
    const endpoint = changes.endpoint === 'CDN' ? hub.cdn : hub.endpoint;
    const failed = planOf({ source: { ...address(), ...changes, endpoint }, tokenizer: null });
    await expect(failed).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
    expect(hub.bytesSent('.safetensors')).toBe(0);
  });

  it('whose place for the tokenizer has none is refused by name', async () => {
    hub.add('lazylens/empty', { 'README.md': 'x' });
    const failed = planOf({ ...inHub(), tokenizer: { ...address(), repository: 'lazylens/empty' } });
    await expect(failed).rejects.toMatchObject({
      code: 'tokenizer-invalid',
      message: expect.stringContaining('lazylens/empty has no tokenizer.json') as string,
    });
  });
});

describe('a folder of any server', () => {
  it('is asked for each file by name, and tells the length and the ETag of its weights', async () => {
    const plan = await planOf(inFolder());
    const url = `${hub.cdn}/plain/${NAME}`;
    expect(plan).toMatchObject({ key: url, id: url, commit: null, licence: null, modelType: 'llama' });
    expect(names(plan)).toEqual(['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors']);
    const expected = { sha256: null, blob: null };
    const weights = {
      bytes: golden.files.safetensors.length,
      expected,
      validator: expect.stringMatching(/^"/) as string,
    };
    expect(plan.files.at(-1)).toMatchObject(weights);
  });

  it('is the same folder where the server sends files whole only', async () => {
    const partly = await planOf(inFolder());
    hub.habits.ranges = false;
    expect(await planOf(inFolder())).toEqual(partly);
  });

  it.each<[string, () => void, RegExp]>([
    ['sends web pages', () => void (hub.habits.webPages = true), /config\.json: .* answered with a web page/],
    [
      'does not say how long its weights are',
      () => Object.assign(hub.habits, { lengths: false, ranges: false }),
      /model\.safetensors: .*no Content-Length/,
    ],
  ])('that %s is refused by name', async (_, arrange, message) => {
    arrange();
    const failed = planOf(inFolder());
    await expect(failed).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringMatching(message) as string,
    });
  });
});

function planOf(request: ModelRequest): Promise<Plan> {
  return makePlan(request, createHttp({ fetch, token: null }), new AbortController().signal);
}

function address(): HubAddress {
  return { kind: 'hub', endpoint: hub.endpoint, repository: NAME, revision: null };
}

function inHub(): ModelRequest {
  return { source: address(), tokenizer: null };
}

function inFolder(): ModelRequest {
  return { source: { kind: 'url', url: `${hub.cdn}/plain/${NAME}` }, tokenizer: null };
}

function names({ files }: Plan): string[] {
  return files.map(({ name }) => name);
}

function put(name: string, content: string): void {
  repository.files.set(name, new TextEncoder().encode(content));
}

/** Two shards and an index in place of the one file. */
function shard(placed: Record<string, string>): void {
  repository.files.delete('model.safetensors');
  for (const name of SHARDS) repository.files.set(name, golden.files.safetensors);
  put(INDEX, JSON.stringify({ weight_map: placed }));
}
