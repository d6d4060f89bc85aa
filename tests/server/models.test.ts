import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { listModels, modelFile } from '@/lib/server/models';

let root: string;
let folder: string;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'lazylens-models-'));
  folder = path.join(root, 'models');
  await mkdir(path.join(folder, 'tiny'), { recursive: true });
  await mkdir(path.join(folder, 'no-model'));
  await writeFile(path.join(root, 'secret.json'), 'secret');
  await writeFile(path.join(folder, 'tiny', 'config.json'), '{"model_type":"llama"}');
  await writeFile(path.join(folder, 'tiny', 'model.safetensors'), '0123456789');
  await symlink(path.join(folder, 'tiny', 'model.safetensors'), path.join(folder, 'tiny', 'linked.safetensors'));
});
afterAll(() => rm(root, { recursive: true }));

function ask(model: string, file: string, headers: Record<string, string> = {}): Promise<Response> {
  return modelFile(new Request('http://localhost/', { headers }), folder, model, file);
}

describe('the folder of models', () => {
  it('lists folders that hold a config.json, and none where the folder is gone', async () => {
    expect(await listModels(folder)).toEqual(['tiny']);
    expect(await listModels(path.join(root, 'gone'))).toEqual([]);
  });

  it('gives a whole file, a link in it too', async () => {
    const response = await ask('tiny', 'model.safetensors');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-length')).toBe('10');
    expect(response.headers.get('accept-ranges')).toBe('bytes');
    expect(await response.text()).toBe('0123456789');
    expect(await (await ask('tiny', 'linked.safetensors')).text()).toBe('0123456789');
  });

  it.each([
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=8-99', '89', 'bytes 8-9/10'],
    ['bytes=-99', '0123456789', 'bytes 0-9/10'],
  ])('gives the range %s', async (range, text, told) => {
    const response = await ask('tiny', 'model.safetensors', { range });
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe(told);
    expect(await response.text()).toBe(text);
  });

  it.each(['bytes=10-', 'bytes=4-2', 'bytes=-0', 'bytes=-', 'bytes=0-1,3-4', 'items=0-1'])(
    'refuses the range %s with the size of the file',
    async (range) => {
      const response = await ask('tiny', 'model.safetensors', { range });
      expect(response.status).toBe(416);
      expect(response.headers.get('content-range')).toBe('bytes */10');
    },
  );

  it('goes on with a download only where the file is still the same', async () => {
    const etag = (await ask('tiny', 'model.safetensors')).headers.get('etag') ?? '';
    const same = await ask('tiny', 'model.safetensors', { range: 'bytes=5-', 'if-range': etag });
    const changed = await ask('tiny', 'model.safetensors', { range: 'bytes=5-', 'if-range': '"other"' });
    expect([same.status, changed.status]).toEqual([206, 200]);
    expect((await ask('tiny', 'model.safetensors', { 'if-none-match': etag })).status).toBe(304);
  });

  it('ends the reading, and fails nowhere, where a client leaves in the middle of a file', async () => {
    await writeFile(path.join(folder, 'tiny', 'large.safetensors'), new Uint8Array(1_000_000));
    const uncaught = vi.fn();
    process.prependListener('uncaughtException', uncaught);
    for (let i = 0; i < 20; i++) {
      const reader = (await ask('tiny', 'large.safetensors')).body?.getReader();
      await reader?.read();
      await sleep(2);
      await Promise.all([reader?.read(), reader?.cancel()]);
      await sleep(2);
    }
    process.removeListener('uncaughtException', uncaught);
    expect(uncaught).not.toHaveBeenCalled();
  });

  it.each([
    ['..', 'secret.json'],
    ['tiny', '../../secret.json'],
    ['tiny', '..'],
    ['.', 'tiny'],
    ['tiny/../..', 'secret.json'],
    ['', 'secret.json'],
    ['tiny', ''],
    ['no-model', 'config.json'],
  ])('has nothing outside itself, and no folders: %j/%j', async (model, file) => {
    const response = await ask(model, file);
    expect([response.status, response.headers.get('cache-control')]).toEqual([404, 'no-store']);
  });

  it('has no files where none is named', async () => {
    expect((await modelFile(new Request('http://localhost/'), null, 'tiny', 'config.json')).status).toBe(404);
  });
});
