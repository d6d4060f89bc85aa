import { afterAll, beforeAll, expect, it } from 'vitest';
import type { HubAddress } from '@/lib/model/hub/address';
import { createHttp, Interrupted } from '@/lib/model/hub/http';
import { fileUrl } from '@/lib/model/hub/place';
import { type Hub, startHub } from '../../fixtures/hub';

const FILE = 'model.safetensors';
const content = Uint8Array.from({ length: 200_000 }, (_, i) => i % 251);

let hub: Hub;
let address: HubAddress;
let wanted: { url: string; file: string; address: HubAddress };
const signal = new AbortController().signal;
beforeAll(async () => {
  hub = await startHub();
  const { commit } = hub.add('a/b', { [FILE]: content });
  address = { kind: 'hub', endpoint: hub.endpoint, repository: 'a/b', revision: null };
  wanted = { url: fileUrl(address, commit, FILE), file: FILE, address };
});
afterAll(() => hub.close());

it('brings the bytes asked for, and tells how many there are in all', async () => {
  const answer = await createHttp({ fetch, token: null }).get({ ...wanted, range: { start: 1000, end: 3000 } }, signal);
  expect(answer).toMatchObject({ partial: true, totalBytes: content.length });
  expect(Buffer.concat(await gather(answer.body()))).toEqual(Buffer.from(content.subarray(1000, 3000)));
});

it('refuses a part that is not the one asked for', async () => {
  const other = new Response('abc', { status: 206, headers: { 'Content-Range': 'bytes 0-2/9' } });
  const http = createHttp({ fetch: () => Promise.resolve(other), token: null });
  const failed = http.get({ ...wanted, range: { start: 3, end: 6 } }, signal);
  await expect(failed).rejects.toThrow(/model\.safetensors: .* sent bytes from 0 on, asked for those from 3 on/);
});

it('sends the token to its endpoint, not to where it redirects and not to a look-alike of its address', async () => {
  const http = createHttp({ fetch, token: { value: 'hf_secret', endpoint: hub.endpoint } });
  hub.log.length = 0;
  (await http.get(wanted, signal)).cancel();
  expect(hub.log.map(({ origin, authorization }) => [origin, authorization])).toEqual([
    ['hub', 'Bearer hf_secret'],
    ['cdn', null],
  ]);
  hub.log.length = 0;
  (await http.get({ ...wanted, url: `${hub.cdn}/plain/a/b/${FILE}` }, signal)).cancel();
  const below = createHttp({ fetch, token: { value: 'hf_secret', endpoint: `${hub.endpoint}/mirror` } });
  (await below.get(wanted, signal)).cancel();
  expect(hub.log.map(({ authorization }) => authorization)).toEqual([null, null, null]);
});

it('takes off a token that a library adds for another host', async () => {
  const http = createHttp({ fetch, token: null });
  hub.log.length = 0;
  await http.fetchAbout(address, signal)(`${hub.cdn}/plain/a/b/${FILE}`, { headers: { Authorization: 'Bearer hf_x' } });
  expect(hub.log[0]?.authorization).toBeNull();
});

it('counts a connection that brings nothing as lost', async () => {
  hub.stallAt(FILE, 100_000);
  const answer = await createHttp({ fetch, token: null, stallMs: 100 }).get(wanted, signal);
  const failed = gather(answer.body());
  await expect(failed).rejects.toThrow(Interrupted);
  await expect(failed).rejects.toThrow(/sent nothing for 0.1 s/);
  hub.stallAt(FILE, null);
});

it('names a server that cannot be reached, as something to try again', async () => {
  const nowhere = { ...wanted, url: 'http://127.0.0.1:1/x' };
  const failed = createHttp({ fetch, token: null }).get(nowhere, signal);
  await expect(failed).rejects.toThrow(Interrupted);
  await expect(failed).rejects.toThrow(/127\.0\.0\.1:1 cannot be reached/);
});

it('stops with AbortError, whatever was going on', async () => {
  const controller = new AbortController();
  const answer = await createHttp({ fetch, token: null }).get(wanted, controller.signal);
  const body = answer.body();
  await body.next();
  controller.abort();
  await expect(gather(body)).rejects.toMatchObject({ name: 'AbortError' });
});

async function gather(body: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return parts;
}
