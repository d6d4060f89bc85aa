// A real PostgreSQL in a temporary folder, for as long as a test file runs.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { findPostgres } from '@/scripts/postgres.mjs';
import { freePort } from './ports';

export interface Postgres {
  /** Address of a database of its own. */
  create(): Promise<string>;
  /** Dumps one database and restores the dump in another, by their addresses. */
  copy(from: string, to: string): Promise<void>;
  stop(): Promise<void>;
}

const execute = promisify(execFile);

/** PostgreSQL refuses to run as root; this user owns nothing else. */
const nobody = 65_534;

export async function startPostgres(): Promise<Postgres> {
  const programs = findPostgres();
  if (!programs) throw new Error('No PostgreSQL found: run `npm test -- unit`, which installs it, or set PG_BIN');
  const folder = await mkdtemp(path.join(tmpdir(), 'lazylens-postgres-'));
  const isRoot = process.getuid?.() === 0;
  if (isRoot) await chown(folder, nobody, nobody);
  const user = isRoot ? { uid: nobody, gid: nobody } : {};
  const options = { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] as ['ignore', 'ignore', 'pipe'] };

  const init = spawn(path.join(programs, 'initdb'), ['-D', 'data', '-A', 'trust', '-U', 'lens', '-N'], options);
  const [code] = (await once(init, 'exit')) as [number];
  if (code !== 0) throw new Error(`initdb failed with exit code ${code}: ${init.stderr.read()}`);

  const port = await freePort();
  const server = spawn(
    path.join(programs, 'postgres'),
    // No sockets in the file system, no waiting for disks: the tests kill our servers, not this machine.
    ['-D', 'data', '-p', String(port), '-h', '127.0.0.1', '-k', '', '-F', '-c', 'max_connections=100'],
    { ...options, stdio: 'ignore' },
  );
  const ended = once(server, 'exit');
  const address = (database: string) => `postgresql://lens@127.0.0.1:${port}/${database}`;
  await untilAnswers(address('postgres'));
  let made = 0;
  return {
    async create() {
      const name = `lens${++made}`;
      await query(address('postgres'), `create database ${name}`);
      return address(name);
    },
    async copy(from, to) {
      const dump = path.join(folder, 'lazylens.dump');
      await execute(path.join(programs, 'pg_dump'), ['--format=custom', '--file', dump, from]);
      await execute(path.join(programs, 'pg_restore'), ['--clean', '--if-exists', '--dbname', to, dump]);
    },
    async stop() {
      server.kill('SIGINT');
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

export async function query(address: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: address });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function untilAnswers(address: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await query(address, 'select 1');
    } catch (error) {
      if (attempt === 200) throw error;
      await sleep(50);
    }
  }
}
