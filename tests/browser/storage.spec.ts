// What is stored stays what it was, or is found out: damaged files, a full device, a model too large, removal. Real Chromium, real
// worker.

import { createHash } from 'node:crypto';
import type { Page } from '@playwright/test';
import { CHUNK_BYTES } from '@/lib/storage/models/chunks';
import { readGolden } from '../fixtures/goldens';
import type { Hub } from '../fixtures/hub';
import { call, downloadAll, expect, hubRequest, LENS, lensKey, openStorePage, test, WEIGHTS } from './store';

const TINY = 'lazylens/tiny-llama';

test.beforeEach(async ({ page, hub }) => {
  const { config, safetensors } = (await readGolden('llama')).files;
  hub.add(TINY, { 'config.json': config, 'model.safetensors': safetensors });
  await openStorePage(page);
});

test('a byte that flips on the device is found, and its chunk alone is fetched again', async ({ page, hub }) => {
  await downloadAll(page, hubRequest(hub));
  await call(page, 'damage', WEIGHTS, 2 * CHUNK_BYTES + 5, 'flip');
  const before = hub.bytesSent(WEIGHTS);
  const { model, error } = await downloadAll(page, hubRequest(hub));
  expect(error).toBeNull();
  expect(model?.state).toBe('complete');
  expect(hub.bytesSent(WEIGHTS) - before).toBe(CHUNK_BYTES);
  expect(hub.log.at(-1)?.range).toBe(`bytes=${2 * CHUNK_BYTES}-${3 * CHUNK_BYTES - 1}`);
  expect(await call(page, 'hashOf', lensKey(hub), WEIGHTS)).toBe(sha256(hub, LENS));
});

test('a file cut short on the device is named and not opened; a download mends it', async ({ page, hub }) => {
  await downloadAll(page, hubRequest(hub));
  await call(page, 'damage', WEIGHTS, 7 * CHUNK_BYTES + 1, 'truncate');
  expect((await call(page, 'look')).snapshot.models).toMatchObject([{ state: 'damaged' }]);
  expect(await call(page, 'refusalOf', lensKey(hub))).toMatch(
    /model\.safetensors of .* has 29360129 bytes instead of 30134624/,
  );
  const { model } = await downloadAll(page, hubRequest(hub));
  expect(model?.state).toBe('complete');
  expect(await call(page, 'hashOf', lensKey(hub), WEIGHTS)).toBe(sha256(hub, LENS));
});

test('a byte that flips on the way is found by the Hub’s hash and the file fetched again; twice, it is refused', async ({
  page,
  hub,
}) => {
  hub.flip(WEIGHTS, 20_000_000, 1);
  const { model, error } = await downloadAll(page, hubRequest(hub));
  expect(error).toBeNull();
  expect(await call(page, 'hashOf', model?.key ?? '', WEIGHTS)).toBe(sha256(hub, LENS));
  expect((await call(page, 'look')).sentences.join()).toMatch(/model\.safetensors began anew: .*hash/);

  await call(page, 'remove', lensKey(hub));
  hub.flip(WEIGHTS, 20_000_000, 2);
  const refused = await downloadAll(page, hubRequest(hub));
  expect(refused.error?.code).toBe('download-failed');
  expect(refused.error?.message).toMatch(/model\.safetensors: .*twice/);
  expect(await call(page, 'refusalOf', lensKey(hub))).toMatch(/not complete/);
});

test('a model without room is refused before its weights come; others stay, and it goes on when there is room', async ({
  page,
  hub,
}) => {
  const tiny = await downloadAll(page, hubRequest(hub, TINY));
  const release = await limitStorage(page, 20_000_000);
  const before = hub.bytesSent(WEIGHTS);
  const full = await downloadAll(page, hubRequest(hub));
  expect(full.error?.code).toBe('storage-failed');
  expect(full.error?.message).toMatch(
    /^model\.safetensors \(31 MB\) does not fit on this device.*Delete a model, or free space/,
  );
  expect(hub.bytesSent(WEIGHTS)).toBe(before);
  expect(await call(page, 'refusalOf', lensKey(hub))).toMatch(/not complete/);
  expect(await call(page, 'hashOf', tiny.model?.key ?? '', WEIGHTS)).toBe(sha256(hub, TINY));

  await release();
  const { model, error } = await downloadAll(page, hubRequest(hub));
  expect(error).toBeNull();
  expect(await call(page, 'hashOf', model?.key ?? '', WEIGHTS)).toBe(sha256(hub, LENS));
});

test('a model is removed with all its files, and others stay', async ({ page, hub }) => {
  await downloadAll(page, hubRequest(hub));
  const tiny = await downloadAll(page, hubRequest(hub, TINY));
  expect(await call(page, 'foldersStored')).toHaveLength(2);
  await call(page, 'remove', lensKey(hub));
  expect((await call(page, 'look')).snapshot.models?.map(({ id }) => id)).toEqual([TINY]);
  expect(await call(page, 'foldersStored')).toHaveLength(1);
  expect(await call(page, 'refusalOf', lensKey(hub))).toMatch(/is not on this device; download it/);
  expect(await call(page, 'hashOf', tiny.model?.key ?? '', WEIGHTS)).toBe(sha256(hub, TINY));
});

test('what cannot run is refused before its weights come, and leaves nothing behind', async ({ page, hub }) => {
  const { files } = hub.repository(LENS);
  const config = JSON.parse(new TextDecoder().decode(files.get('config.json'))) as Record<string, unknown>;
  const serveConfig = (changes: object) =>
    files.set('config.json', new TextEncoder().encode(JSON.stringify({ ...config, ...changes })));

  serveConfig({ model_type: 'mamba' });
  const unknown = await downloadAll(page, hubRequest(hub));
  expect(unknown.error?.code).toBe('model-invalid');
  expect(unknown.error?.message).toMatch(/model_type "mamba" is not supported/);
  expect(hub.bytesSent(WEIGHTS)).toBe(0);

  serveConfig({ hidden_size: 256, num_attention_heads: 4 });
  const other = await downloadAll(page, hubRequest(hub));
  expect(other.error?.code).toBe('model-invalid');
  expect(other.error?.message).toMatch(/model\.safetensors: tensor ".*" has shape/);
  expect(hub.bytesSent(WEIGHTS), 'its header came, the bulk did not').toBeLessThanOrEqual(CHUNK_BYTES);
  expect((await call(page, 'look')).snapshot.models).toEqual([]);
  expect(await call(page, 'foldersStored')).toEqual([]);
});

function sha256(hub: Hub, repository: string): string {
  const content = hub.repository(repository).files.get(WEIGHTS) ?? new Uint8Array();
  return createHash('sha256').update(content).digest('hex');
}

/** Lets the page store so many bytes, until the function that comes back is called. */
async function limitStorage(page: Page, bytes: number): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(page.url()).origin, quotaSize: bytes });
  return () => session.detach();
}
