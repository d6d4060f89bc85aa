// Models on their way onto the device, in real Chromium with the real worker: whole, killed, paused, cut off, asked for twice.

import { createHash } from 'node:crypto';
import type { Page } from '@playwright/test';
import { CHUNK_BYTES } from '@/lib/storage/models/chunks';
import { INDEX_FILE } from '@/lib/model/shards';
import { readGolden } from '../fixtures/goldens';
import type { Hub } from '../fixtures/hub';
import { shardGolden, SHARDS } from '../fixtures/sharded';
import {
  call,
  downloadAll,
  expect,
  folderRequest,
  hubRequest,
  LENS,
  lensKey,
  openStorePage,
  test,
  WEIGHTS,
} from './store';

test.beforeEach(({ page }) => openStorePage(page));

/** The middle of the weights, within a chunk. */
const HALF = 15_000_000;

test('a model of the Hub arrives whole, pinned to its commit, with the Hub’s hash, and opens as it was sent', async ({
  page,
  hub,
}) => {
  const { model, error } = await downloadAll(page, hubRequest(hub));
  expect(error).toBeNull();
  const { commit } = hub.repository(LENS);
  const known = { key: lensKey(hub), id: LENS, state: 'complete', commit, licence: 'mit', modelType: 'llama' };
  expect(model).toMatchObject(known);
  expect(model?.files.map(({ name }) => name)).not.toContain('README.md');
  expect(model?.files.find(({ name }) => name === WEIGHTS)?.sha256).toBe(sha256(weights(hub)));
  expect(await call(page, 'hashOf', lensKey(hub), WEIGHTS)).toBe(sha256(weights(hub)));
  expect(hub.bytesSent(WEIGHTS), 'every byte once').toBe(weights(hub).length);

  await test.step('asked for again, it is checked and given from this device, without a request', async () => {
    const before = hub.log.length;
    const again = await downloadAll(page, hubRequest(hub));
    expect(again.model).toEqual(model);
    expect(hub.log.length).toBe(before);
    expect((await call(page, 'look')).phases.at(-1)).toBe('checking');
  });
});

for (const death of ['closed', 'crashed'] as const) {
  test(`a tab ${death} at half loses one chunk at most, and what it left is not taken for whole`, async ({
    page,
    hub,
  }) => {
    hub.stallAt(WEIGHTS, HALF);
    await call(page, 'begin', hubRequest(hub));
    await untilStored(page, 3 * CHUNK_BYTES);
    await kill(page, death);

    const next = await page.context().newPage();
    await openStorePage(next);
    const { snapshot } = await call(next, 'look');
    expect(snapshot.models).toMatchObject([{ key: lensKey(hub), state: 'partial' }]);
    expect(snapshot.models?.[0]?.storedBytes).toBeGreaterThanOrEqual(3 * CHUNK_BYTES);
    expect(await call(next, 'refusalOf', lensKey(hub))).toMatch(/not complete yet; resume/);

    hub.stallAt(WEIGHTS, null);
    const { model, error } = await downloadAll(next, hubRequest(hub));
    expect(error).toBeNull();
    expect(model?.state).toBe('complete');
    expect(await call(next, 'hashOf', lensKey(hub), WEIGHTS)).toBe(sha256(weights(hub)));
    expectFetchedAgain(hub, CHUNK_BYTES);
  });
}

test('a pause keeps what has come, and the same request goes on from there', async ({ page, hub }) => {
  hub.stallAt(WEIGHTS, HALF);
  await call(page, 'begin', hubRequest(hub));
  await untilStored(page, 3 * CHUNK_BYTES);
  const [download] = (await call(page, 'look')).snapshot.downloads;
  await call(page, 'pause', download!.id);
  expect((await call(page, 'end')).error?.code).toBe('AbortError');
  const paused = (await call(page, 'look')).snapshot;
  expect(paused.downloads[0]?.phase.at).toBe('paused');
  expect(paused.models?.[0]?.storedBytes).toBeGreaterThanOrEqual(3 * CHUNK_BYTES);

  hub.stallAt(WEIGHTS, null);
  const { model } = await downloadAll(page, hubRequest(hub));
  expect(model?.state).toBe('complete');
  expect((await call(page, 'look')).snapshot.downloads).toEqual([]);
  expectFetchedAgain(hub, CHUNK_BYTES);
});

test('a model in shards arrives whole and resumes within one; an index that lies is refused before the bulk', async ({
  page,
  hub,
}) => {
  const SPLIT = 'goldens/llama-split';
  const contents = await shardGolden(await readGolden('llama'));
  const repository = hub.add(SPLIT, contents);
  const [first, second] = SHARDS;

  await test.step('refused', async () => {
    const index = JSON.parse(contents[INDEX_FILE] as string) as { weight_map: Record<string, string> };
    const name = 'model.norm.weight';
    const lie = { ...index.weight_map, [name]: index.weight_map[name] === first ? second : first };
    repository.files.set(INDEX_FILE, new TextEncoder().encode(JSON.stringify({ ...index, weight_map: lie })));
    const { error } = await downloadAll(page, hubRequest(hub, SPLIT));
    expect(error?.code).toBe('model-invalid');
    expect(error?.message).toContain(`${INDEX_FILE} says that tensor "${name}" is in`);
    await call(page, 'remove', `${SPLIT}@${repository.commit}`);
    repository.files.set(INDEX_FILE, new TextEncoder().encode(contents[INDEX_FILE] as string));
  });

  await test.step('stopped in the second shard', async () => {
    hub.log.length = 0;
    hub.stallAt(second, 1000);
    await call(page, 'begin', hubRequest(hub, SPLIT));
    await expect.poll(() => call(page, 'doneBytes')).toBeGreaterThan((contents[first] as Uint8Array).length);
    await kill(page, 'closed');
  });

  const next = await page.context().newPage();
  await openStorePage(next);
  hub.stallAt(second, null);
  const { model, error } = await downloadAll(next, hubRequest(hub, SPLIT));
  expect(error).toBeNull();
  expect(model?.state).toBe('complete');
  for (const shard of SHARDS) {
    const content = contents[shard] as Uint8Array;
    expect(await call(next, 'hashOf', model?.key ?? '', shard)).toBe(sha256(content));
  }
  expect(hub.bytesSent(first), 'the first shard once').toBe((contents[first] as Uint8Array).length);
});

test('a cancelled download leaves nothing behind', async ({ page, hub }) => {
  hub.stallAt(WEIGHTS, HALF);
  await call(page, 'begin', hubRequest(hub));
  await untilStored(page, 3 * CHUNK_BYTES);
  const [download] = (await call(page, 'look')).snapshot.downloads;
  await call(page, 'cancel', download!.id);
  const { snapshot } = await call(page, 'look');
  expect(snapshot).toMatchObject({ models: [], downloads: [] });
  expect(await call(page, 'foldersStored')).toEqual([]);
});

test('two tabs that want the same model fetch it once: the second waits and finds it complete', async ({
  page,
  hub,
}) => {
  const other = await page.context().newPage();
  await openStorePage(other);
  hub.stallAt(WEIGHTS, HALF);
  await call(page, 'begin', hubRequest(hub));
  await untilStored(page, CHUNK_BYTES);
  await call(other, 'begin', hubRequest(hub));
  await expect.poll(async () => (await call(other, 'look')).phases.at(-1)).toBe('elsewhere');
  expect(await call(other, 'remove', lensKey(hub)).catch((error: Error) => error.message)).toMatch(/being downloaded/);

  hub.stallAt(WEIGHTS, null);
  await kill(page, 'closed');
  const { model, error } = await call(other, 'end');
  expect(error).toBeNull();
  expect(model?.state).toBe('complete');
  expectFetchedAgain(hub, CHUNK_BYTES);

  const third = await page.context().newPage();
  await openStorePage(third);
  await Promise.all([call(third, 'begin', hubRequest(hub)), call(other, 'begin', hubRequest(hub))]);
  const both = await Promise.all([call(third, 'end'), call(other, 'end')]);
  expect(both.map((each) => each.model?.state)).toEqual(['complete', 'complete']);
  expectFetchedAgain(hub, CHUNK_BYTES);
});

test('a server that sends files whole only is enough; a resume begins the file anew and says so', async ({
  page,
  hub,
}) => {
  hub.habits.ranges = false;
  hub.stallAt(WEIGHTS, HALF);
  await call(page, 'begin', folderRequest(hub));
  await untilStored(page, 3 * CHUNK_BYTES);
  await kill(page, 'closed');
  const next = await page.context().newPage();
  await openStorePage(next);
  hub.stallAt(WEIGHTS, null);
  const { model, error } = await downloadAll(next, folderRequest(hub));
  expect(error).toBeNull();
  expect(await call(next, 'hashOf', model?.key ?? '', WEIGHTS)).toBe(sha256(weights(hub)));
  expect((await call(next, 'look')).sentences.join()).toMatch(/model\.safetensors began anew: .*files whole only/);
});

test.describe('with errors of the network in the console', () => {
  test.use({ allowedErrors: [/Failed to load resource/, /net::ERR/, /blocked by CORS/] });

  test('a network that is cut and comes back costs nothing that had come', async ({ page, hub }) => {
    hub.cutAt(WEIGHTS, HALF);
    await call(page, 'begin', hubRequest(hub));
    await expect.poll(async () => (await call(page, 'look')).phases.at(-1)).toBe('reconnecting');
    expect((await call(page, 'look')).sentences.join()).toMatch(/connection was lost|cannot be reached/);
    hub.restore();
    const { model, error } = await call(page, 'end');
    expect(error).toBeNull();
    expect(model?.state).toBe('complete');
    expect(await call(page, 'hashOf', lensKey(hub), WEIGHTS)).toBe(sha256(weights(hub)));
    expectFetchedAgain(hub, CHUNK_BYTES);
  });

  test('a folder whose weights change between two visits begins them anew and says so', async ({ page, hub }) => {
    hub.stallAt(WEIGHTS, HALF);
    await call(page, 'begin', folderRequest(hub));
    await untilStored(page, 3 * CHUNK_BYTES);
    await kill(page, 'closed');
    const changed = Uint8Array.from(weights(hub));
    changed[changed.length - 1]! ^= 1;
    hub.repository(LENS).files.set(WEIGHTS, changed);
    hub.stallAt(WEIGHTS, null);

    const next = await page.context().newPage();
    await openStorePage(next);
    const { model, error } = await downloadAll(next, folderRequest(hub));
    expect(error).toBeNull();
    expect(await call(next, 'hashOf', model?.key ?? '', WEIGHTS)).toBe(sha256(changed));
    expect((await call(next, 'look')).sentences.join()).toMatch(/model\.safetensors began anew/);
  });

  test('the token goes to the endpoint and never to where it redirects', async ({ page, hub }) => {
    hub.repository(LENS).gate = 'hf_secret';
    const refused = await downloadAll(page, hubRequest(hub));
    expect(refused.error?.code).toBe('download-failed');
    expect(refused.error?.message).toMatch(
      /config\.json of lazylens\/lens-28m: this model is gated \(401\)\. Accept its licence/,
    );
    const wrong = await downloadAll(page, hubRequest(hub), 'hf_other');
    expect(wrong.error?.message).toMatch(/the account of the access token has no access to it \(403\)/);
    expect(hub.bytesSent(WEIGHTS)).toBe(0);

    hub.log.length = 0;
    const { model } = await downloadAll(page, hubRequest(hub), 'hf_secret');
    expect(model?.state).toBe('complete');
    const tokens = (origin: 'hub' | 'cdn') =>
      new Set(hub.log.flatMap((sent) => (sent.origin === origin ? [sent.authorization] : [])));
    expect(tokens('hub')).toEqual(new Set(['Bearer hf_secret']));
    expect(tokens('cdn')).toEqual(new Set([null]));
    expect(JSON.stringify(await call(page, 'look'))).not.toContain('hf_secret');
  });
});

function weights(hub: Hub): Uint8Array {
  return hub.repository(LENS).files.get(WEIGHTS) ?? new Uint8Array();
}

function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

async function untilStored(page: Page, bytes: number): Promise<void> {
  await expect.poll(() => call(page, 'doneBytes')).toBeGreaterThan(bytes);
}

/** Bytes of the weights that the server sent more than once. */
function expectFetchedAgain(hub: Hub, most: number): void {
  const again = hub.bytesSent(WEIGHTS) - weights(hub).length;
  expect(again).toBeGreaterThanOrEqual(0);
  expect(again).toBeLessThanOrEqual(most);
  test.info().annotations.push({ type: 'bytes fetched again', description: String(again) });
}

async function kill(page: Page, death: 'closed' | 'crashed'): Promise<void> {
  if (death === 'crashed') {
    const session = await page.context().newCDPSession(page);
    const crashed = page.waitForEvent('crash');
    session.send('Page.crash').catch(() => undefined); // there is no one left to answer
    await crashed;
  }
  await page.close();
}
