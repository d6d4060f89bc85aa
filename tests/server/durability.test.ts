import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { noRate, onBoth, onPglite, onPostgres } from './databases';
import { freePort } from './ports';
import { publication, published, stored } from './requests';

const running: ChildProcess[] = [];
afterEach(async () => {
  for (const child of running.splice(0)) await kill(child);
});

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Starts a server; resolves once it answers, which it does with 503 where it has no database. */
async function serve(environment: Record<string, string>) {
  const port = await freePort();
  const child = spawn(process.execPath, ['--import', 'tsx', 'tests/server/serve.ts'], {
    env: { ...process.env, ...noRate, ...environment, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  running.push(child);
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  const url = `http://127.0.0.1:${port}/api/experiments`;
  for (let attempt = 0; ; attempt++) {
    const answer = await fetch(`${url}/111111111111`).catch(() => null);
    if (answer) break;
    if (attempt === 600) throw new Error(`The server does not answer: ${log}`);
    await sleep(100);
  }
  return {
    child,
    log: () => log,
    post: (title: string) => fetch(url, { method: 'POST', body: publication(title) }),
    get: (id: string) => fetch(`${url}/${id}`),
  };
}

onBoth((databases) => {
  it('keeps every acknowledged publication when killed in the middle of 500', async () => {
    const environment = await databases.fresh();
    const first = await serve(environment);
    const acknowledged = new Map<string, string>();
    let sent = 0;
    const send = async () => {
      while (sent < 500) {
        const title = `Publication ${++sent}`;
        acknowledged.set((await published(await first.post(title))).id, title);
        if (acknowledged.size === 200) first.child.kill('SIGKILL');
      }
    };
    await Promise.allSettled(Array.from({ length: 8 }, send));
    expect(acknowledged.size).toBeGreaterThanOrEqual(200);
    expect(acknowledged.size).toBeLessThan(500);
    await kill(first.child);

    const second = await serve(environment);
    for (const [id, title] of acknowledged) expect((await stored(await second.get(id))).title).toBe(title);
    expect((await second.post('After the restart')).status).toBe(201);
  }, 120_000);
});

describe('two servers', () => {
  onPostgres((databases) => {
    it('serve what the other published, having started together on an empty database', async () => {
      const environment = await databases.fresh();
      const [one, two] = await Promise.all([serve(environment), serve(environment)]);
      const a = await published(await one.post('From one'));
      const b = await published(await two.post('From two'));
      expect((await stored(await two.get(a.id))).title).toBe('From one');
      expect((await stored(await one.get(b.id))).title).toBe('From two');
      expect((await two.post('From one')).status).toBe(200);
    });
  });

  onPglite((databases) => {
    it('do not share a data folder: the second says whose it is and harms nothing', async () => {
      const environment = await databases.fresh();
      const first = await serve(environment);
      const { id } = await published(await first.post('Mine'));
      const second = await serve(environment);
      expect((await second.get(id)).status).toBe(503);
      expect(second.log()).toContain('is in use by another LazyLens server');
      expect((await first.post('Mine too')).status).toBe(201);
      await kill(first.child);
      expect((await second.get(id)).status).toBe(200);
    });
  });
});
