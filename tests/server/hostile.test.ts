import { gzipSync } from 'node:zlib';
import { sql } from 'drizzle-orm';
import { expect, it, vi } from 'vitest';
import { clientAddress } from '@/lib/server/address';
import { jsonSize } from '@/lib/server/jsonSize';
import { deletePublication, storePublication } from '@/lib/server/publications';
import { review } from '@/lib/server/review';
import { inTurn } from '@/lib/server/turn';
import { random } from '../fixtures/trace';
import { onPglite, onPostgres } from './databases';
import type { Databases } from './databases';
import { post, publication, refused, routesOf } from './requests';

/** One change to a valid body: bytes, keys and values as a broken or hostile client would send them. */
function mutate(body: string, next: () => number): string | Uint8Array<ArrayBuffer> {
  const at = Math.floor(next() * body.length);
  const pick = <T>(values: readonly T[]) => values[Math.floor(next() * values.length)];
  const token = pick([
    'null',
    '-1',
    '1e999',
    '[]',
    '{}',
    '"\\u0000"',
    '"\\ud800"',
    '9007199254740993',
    '"0+999999999"',
  ]);
  const values = [...body.matchAll(/(?<=[:[,])("[^"]*"|-?[\d.]+)(?=[,\]}])/g)];
  const value = pick(values);
  switch (Math.floor(next() * 6)) {
    case 0:
      return body.slice(0, at);
    case 1:
      return body.slice(0, at) + body.slice(at + 1 + Math.floor(next() * 20));
    case 2:
      return body.slice(0, at) + token + body.slice(at);
    case 3: {
      const bytes = new Uint8Array(new TextEncoder().encode(body));
      bytes[at] = Math.floor(next() * 256);
      return bytes;
    }
    case 4:
      return body.slice(0, at) + body.slice(at, at + 40) + body.slice(at);
    default:
      return body.slice(0, value?.index) + token + body.slice((value?.index ?? 0) + (value?.[0].length ?? 0));
  }
}

const sample = '{"mode":"full","ttftMs":1,"decodeMs":[],"totalMs":1},';

function takesMutated(databases: Databases, times: number): void {
  it(`answers ${times.toLocaleString('en')} mutated bodies with a reason or a link, never with a failure`, async () => {
    const routes = routesOf(await databases.emptied());
    const logged = vi.spyOn(console, 'error');
    const next = random(4);
    const body = publication('Mutated');
    const statuses = new Map<number, number>();
    for (let i = 0; i < times; i++) {
      const answer = await routes.publish(post(mutate(body, next)));
      if (answer.status > 201) await refused(answer);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    }
    const expected = [200, 201, 400, 413];
    expect([...statuses.keys()].filter((status) => !expected.includes(status))).toEqual([]);
    expect(statuses.get(400)).toBeGreaterThan(times / 2);
    expect(statuses.get(201)).toBeGreaterThan(0);
    expect(logged).not.toHaveBeenCalled();
    logged.mockRestore();
  }, 300_000);
}

onPostgres((databases) => takesMutated(databases, 8_000));
onPglite((databases) => {
  takesMutated(databases, 2_000);

  it('refuses what is too large before it is read, as it arrives, and as it unpacks', async () => {
    const routes = routesOf(await databases.emptied({ LAZYLENS_MAX_SENT: '100000', LAZYLENS_MAX_TEXT: '200000' }));
    let pulled = 0;
    const endless = (chunk: Uint8Array<ArrayBuffer>) =>
      new ReadableStream<Uint8Array<ArrayBuffer>>({
        pull(controller) {
          pulled += chunk.length;
          controller.enqueue(chunk);
        },
      });
    const declared = post(endless(new Uint8Array(1000)), { 'Content-Length': '100001' });
    expect(await refused(await routes.publish(declared))).toBe('413 too-large');
    expect(pulled).toBeLessThanOrEqual(1000);
    expect(await refused(await routes.publish(post(endless(new Uint8Array(1000)))))).toBe('413 too-large');
    expect(pulled).toBeLessThan(200_000);
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(50_000_000)));
    const packed = post(bomb, { 'Content-Encoding': 'gzip' });
    expect(bomb.length).toBeLessThan(100_000);
    expect(await refused(await routes.publish(packed))).toBe('413 too-large');
  });

  it('takes no more room for runs published and deleted over and over than for a few', async () => {
    const database = await databases.emptied();
    const [reviewed, next] = [await review(publication('Again')), random(5)];
    // Hardly to be compressed.
    const noise = (length: number) => Array.from({ length }, () => next().toString(36).slice(2)).join('');
    for (let i = 0; i < 12; i++) {
      const key = await storePublication(database, { ...reviewed, run: JSON.stringify(noise(20_000)) }, new Date());
      await deletePublication(database, reviewed.id, key ?? '');
    }
    const [room] = await database.database
      .select({ bytes: sql<number>`pg_total_relation_size('experiments')::int` })
      .from(sql`(SELECT 1) AS once`);
    expect(room?.bytes).toBeLessThan(800_000);
  });

  it('takes JSON only, so that no form of another site can publish, in encodings it knows', async () => {
    const routes = routesOf(await databases.emptied());
    const body = publication('x');
    const sent = (headers: Record<string, string>) => routes.publish(post(body, headers)).then(refused);
    expect(await sent({ 'Content-Type': 'text/plain' })).toBe('415 type-unsupported');
    expect(await sent({ 'Content-Encoding': 'zstd' })).toBe('415 encoding-unsupported');
    expect(await sent({ 'Content-Encoding': 'gzip' })).toBe('400 body-unreadable');
  });
});

it('refuses a run of a few bytes that would unpack to millions of positions, or name one that is not there', async () => {
  const run = publication('x');
  const bombed = run.replace('"computed":"0+7"', '"computed":"0+99999999"');
  expect(bombed).not.toBe(run);
  await expect(review(bombed)).rejects.toMatchObject({ status: 413 });
  await expect(review(run.replace('"position":8', '"position":4000000000'))).rejects.toMatchObject({ status: 400 });
  await expect(review(run.replace('"computed":"8"', '"computed":"9"'))).rejects.toMatchObject({ status: 400 });
  await expect(review(run)).resolves.toMatchObject({ title: 'x' });
});

it.each<[what: string, change: (body: string) => string]>([
  ['values', (body) => body.replace('"top":[', `"top":[${'[1,1],'.repeat(400_000)}`)],
  ['values', (body) => body.replace('{', `{"unknown":${'['.repeat(1000)}${']'.repeat(1000)},`)],
  ['candidates', (body) => body.replace('"top":[', `"top":[${'[1,1],'.repeat(100)}`)],
  ['tokens', (body) => body.replace('"ids":[', `"ids":[${'0,'.repeat(70_000)}`)],
  ['layers or heads', (body) => body.replace('"heads":2', '"heads":1000000')],
  ['repeats', (body) => body.replace('"samples":[', `"samples":[${sample.repeat(1000)}`)],
  ['positions', (body) => body.replace('"computed":"0+7"', `"computed":"0${',1'.repeat(500_000)}"`)],
])('refuses a run of too many %s, which would hold up the server and freeze its readers', async (what, change) => {
  const run = publication('x');
  const changed = change(run);
  expect(changed).not.toBe(run);
  await expect(review(changed)).rejects.toMatchObject({
    status: 413,
    message: expect.stringContaining(what) as string,
  });
});

it('does heavy work one piece after the other, also after one that failed', async () => {
  const done: string[] = [];
  const piece = (name: string) => async () => {
    done.push(`${name} begins`);
    await new Promise((resolve) => setImmediate(resolve));
    done.push(`${name} ends`);
    if (name === 'a') throw new Error('a');
  };
  await Promise.allSettled([inTurn(piece('a')), inTurn(piece('b'))]);
  expect(done).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
});

it.each(['a\u202eb', 'a\u2066b', 'a\u2028b', 'a\u0007b'])(
  'refuses %j as a title: it would turn or break the words around it',
  async (title) => {
    await expect(review(publication(title))).rejects.toMatchObject({ status: 400 });
  },
);

it('measures JSON without being misled by what stands in its strings', () => {
  const value = { 'a,[': ['"', '\\', '\\"[{,', '[[['], b: { c: [] } };
  expect(jsonSize(JSON.stringify(value))).toEqual({ values: 8, depth: 3 });
  expect(jsonSize('"never closed, [')).toEqual({ values: 0, depth: 0 });
});

it('tells clients apart by what our proxies saw, not by what they claim', () => {
  expect(clientAddress('6.6.6.6', '10.0.0.9', 0)).toBe('10.0.0.9');
  expect(clientAddress('6.6.6.6, 1.2.3.4', '10.0.0.9', 1)).toBe('1.2.3.4');
  expect(clientAddress('', '::ffff:1.2.3.4', 0)).toBe('1.2.3.4');
  expect(clientAddress('', '2001:db8:1:2:3::9', 0)).toBe(clientAddress('', '2001:db8:1:2::1', 0));
  // Some proxies add the port.
  expect(clientAddress('1.2.3.4:5678', '10.0.0.9', 1)).toBe('1.2.3.4');
  expect(clientAddress('[2001:db8:1:2::1]:5678', '10.0.0.9', 1)).toBe(clientAddress('', '2001:db8:1:2::1', 0));
  expect(clientAddress('', '2001:db8:1:3::1', 0)).not.toBe(clientAddress('', '2001:db8:1:2::1', 0));
});
