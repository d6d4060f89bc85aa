import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { sql } from 'drizzle-orm';
import { expect, it, vi } from 'vitest';
import { findPublication } from '@/lib/server/publications';
import { countPublication } from '@/lib/server/rate';
import { answering } from '@/lib/server/refusal';
import { experiments, publishing } from '@/lib/server/schema';
import { openDatabase } from '@/lib/server/database';
import { tinyComparison } from '../trace/comparison';
import { onBoth, settingsOf } from './databases';
import { post, postGzipped, publication, published, refused, routesOf, stored } from './requests';

onBoth((databases) => {
  it('gives back what was published, and its head without the run', async () => {
    const database = await databases.emptied();
    const routes = routesOf(database);
    const answer = await routes.publish(postGzipped(publication('  A needle — ünï 針  ')));
    expect(answer.status).toBe(201);
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    const { id, deleteKey } = await published(answer);
    expect(deleteKey).toMatch(/^[\w-]{22}$/);

    const { run, publishedAt, ...rest } = await stored(await routes.read(id));
    expect(rest).toEqual({ version: 1, id, title: 'A needle — ünï 針', note: '', author: '' });
    const { full, pruned, timing } = tinyComparison();
    expect(run.full).toEqual(full);
    expect(run.timing).toEqual(timing);
    expect(run.pruned.steps.map(({ segments }) => segments.map(({ kept }) => kept))).toEqual(
      pruned.steps.map(({ segments }) => segments.map(({ kept }) => kept)),
    );
    const head = await findPublication(database, id);
    expect(head).toMatchObject({ title: 'A needle — ünï 針', model: 'tiny', promptTokens: 8, mode: 'lazyllm' });
    expect(head?.speedup).toBeCloseTo(20 / 12);
    expect(head?.publishedAt.toISOString()).toBe(publishedAt);
  });

  it('gives the same run with the same words the same id, and no second key', async () => {
    const routes = routesOf(await databases.emptied());
    const first = await published(await routes.publish(post(publication('Twice'))));
    const again = await routes.publish(postGzipped(publication('Twice')));
    expect(again.status).toBe(200);
    expect(await published(again)).toEqual({ id: first.id, deleteKey: null });
    const spaced = JSON.stringify({ unknown: 1, ...(JSON.parse(publication('Twice')) as object) }, null, 2);
    expect((await published(await routes.publish(post(spaced)))).id).toBe(first.id);
    expect((await published(await routes.publish(post(publication('Other'))))).id).not.toBe(first.id);
    const longer = publication('Twice', (run) => (run.expected = 'other'));
    expect((await published(await routes.publish(post(longer)))).id).not.toBe(first.id);
  });

  it('may be kept by whoever read it, and answers 304 to who has it', async () => {
    const routes = routesOf(await databases.emptied());
    const { id } = await published(await routes.publish(post(publication('Kept'))));
    const answer = await routes.read(id);
    expect(answer.headers.get('Cache-Control')).toBe('public, max-age=86400, immutable');
    const known = await routes.read(id, { 'If-None-Match': `"other", ${answer.headers.get('ETag')}` });
    expect([known.status, await known.text()]).toEqual([304, '']);
    expect((await routes.read(id, { 'If-None-Match': '"other"' })).status).toBe(200);
  });

  it('deletes with its key and with no other; the same run may then be published anew', async () => {
    const routes = routesOf(await databases.emptied());
    const { id, deleteKey } = await published(await routes.publish(post(publication('Gone'))));
    const other = await published(await routes.publish(post(publication('Stays'))));
    expect(await refused(await routes.remove(id, other.deleteKey ?? ''))).toBe('403 key-wrong');
    expect(await refused(await routes.remove(id, 'a b'))).toBe('401 key-missing');
    expect(await refused(await routes.remove('111111111111', deleteKey ?? ''))).toBe('404 not-found');
    expect((await routes.read(id)).status).toBe(200);
    expect((await routes.remove(id, deleteKey ?? '')).status).toBe(204);
    expect(await refused(await routes.read(id))).toBe('404 not-found');
    expect(await refused(await routes.remove(id, deleteKey ?? ''))).toBe('404 not-found');
    expect((await routes.read(other.id)).status).toBe(200);
    expect((await published(await routes.publish(post(publication('Gone'))))).deleteKey).not.toBeNull();
  });

  it('never stores the delete key itself', async () => {
    const database = await databases.emptied();
    const { deleteKey } = await published(await routesOf(database).publish(post(publication('Secret'))));
    const [row] = await database.database.select().from(experiments);
    expect(JSON.stringify(row)).not.toContain(deleteKey);
    expect(row?.keyHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('stores nothing above its room, and takes more once something was deleted', async () => {
    const routes = routesOf(await databases.emptied({ LAZYLENS_MAX_TOTAL: '2500' }));
    const first = await published(await routes.publish(post(publication('First'))));
    const answers = await Promise.all(['a', 'b', 'c'].map((title) => routes.publish(post(publication(title)))));
    const full = answers.filter(({ status }) => status === 507);
    expect(full.length).toBeGreaterThan(1);
    for (const answer of full) expect(await refused(answer)).toBe('507 full');
    expect((await routes.publish(post(publication('First')))).status).toBe(200);
    await routes.remove(first.id, first.deleteKey ?? '');
    expect((await routes.publish(post(publication('d')))).status).toBe(201);
  });

  it('takes so many an hour from an address and from all, then says when to come back', async () => {
    const limits = { LAZYLENS_MAX_HOURLY: '2', LAZYLENS_MAX_HOURLY_ALL: '3' };
    const routes = routesOf(await databases.emptied(limits));
    const from = (address: string) => routes.publish(post(publication('x'), { 'X-Lazylens-Address': address }));
    expect([(await from('a')).status, (await from('a')).status]).toEqual([201, 200]);
    const late = await from('a');
    expect(Number(late.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(await refused(late)).toBe('429 too-many');
    expect((await from('b')).status).toBe(200);
    expect(await refused(await from('c'))).toBe('429 too-many');
    const off = routesOf(await databases.emptied({ LAZYLENS_MAX_HOURLY: '0' }));
    expect(await refused(await off.publish(post(publication('x'))))).toBe('403 publishing-off');
  });

  it('keeps no more counts than it takes publications, whoever asks, and none of the hours before', async () => {
    const database = await databases.emptied({ LAZYLENS_MAX_HOURLY_ALL: '3' });
    const hour = Date.UTC(2026, 0, 1, 12);
    const from = (address: number, at: number) => countPublication(database, `10.0.0.${address}`, new Date(at));
    let refusals = 0;
    for (let i = 0; i < 20; i++) await from(i, hour).catch(() => refusals++);
    expect(refusals).toBe(17);
    expect(await database.database.$count(publishing)).toBe(3 + 1);
    await from(0, hour + 3_600_000);
    expect(await database.database.$count(publishing)).toBe(1 + 1);
  });

  it('loses none and doubles none of 200 publications and reads at once', async () => {
    const database = await databases.emptied();
    const routes = routesOf(database);
    // Each content twice: exactly one of the two is new.
    const titles = Array.from({ length: 200 }, (_, i) => `Parallel ${i % 100}`);
    const answers = await Promise.all(
      titles.map(async (title) => {
        const answer = await published(await routes.publish(post(publication(title))));
        return { title, ...answer, read: await stored(await routes.read(answer.id)) };
      }),
    );
    for (const { title, read } of answers) expect(read.title).toBe(title);
    expect(new Set(answers.map(({ id }) => id)).size).toBe(100);
    expect(answers.filter(({ deleteKey }) => deleteKey !== null)).toHaveLength(100);
    expect(await database.database.$count(experiments)).toBe(100);
  });

  it('finds its publications again when opened anew, and in a place restored from a backup, with their keys', async () => {
    const environment = await databases.fresh();
    const first = await openDatabase(settingsOf(environment));
    const { id, deleteKey } = await published(await routesOf(first).publish(post(publication('Stays'))));
    await first.close();
    const backup = await databases.restored(environment);
    for (const place of [environment, backup]) {
      const opened = await openDatabase(settingsOf(place));
      const routes = routesOf(opened);
      expect((await stored(await routes.read(id))).title).toBe('Stays');
      expect((await routes.publish(post(publication('Stays')))).status).toBe(200);
      expect((await routes.remove(id, deleteKey ?? '')).status).toBe(204);
      await opened.close();
    }
  });

  it('answers 503 where the database fails, not what it said', async () => {
    const database = await databases.emptied();
    await database.database.execute(sql`alter table experiments rename to elsewhere`);
    expect(await refused(await routesOf(database).publish(post(publication('x'))))).toBe('503 unavailable');
    expect(await refused(await routesOf(database).read('111111111111'))).toBe('503 unavailable');
    await database.database.execute(sql`alter table elsewhere rename to experiments`);
  });
});

it('closes a PGlite that cannot be brought up to date: the next opening has the folder to itself', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'lazylens-'));
  const settings = settingsOf({ LAZYLENS_DATA: folder });
  const first = await openDatabase(settings);
  await first.database.execute(sql`drop table drizzle.__drizzle_migrations`);
  await first.close();
  const closing = vi.spyOn(PGlite.prototype, 'close');
  await expect(openDatabase(settings)).rejects.toThrow('CREATE TABLE');
  expect(closing).toHaveBeenCalledTimes(1);
  closing.mockRestore();
  await rm(folder, { recursive: true });
});

it('answers 503 for a failed query whichever copy of Drizzle it comes from: every bundle of the build has its own', async () => {
  const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  const failed = Object.assign(new Error('Failed query', { cause }), { query: 'select', params: [] });
  const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  expect(await refused(await answering(() => Promise.reject(failed)))).toBe('503 unavailable');
  const ofOurs = Object.assign(new Error('in use'), { name: 'AppError', code: 'storage-failed' });
  expect(await refused(await answering(() => Promise.reject(ofOurs)))).toBe('503 unavailable');
  expect(await refused(await answering(() => Promise.reject(new TypeError('x'))))).toBe('500 internal');
  expect(logged.mock.calls.join()).toContain('connect ECONNREFUSED');
  logged.mockRestore();
});
