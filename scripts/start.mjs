// `npm start`: installs, builds and serves the app, on a fresh clone as on an old one. Only Node built-ins.

import { spawn } from 'node:child_process';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureBuild } from './build.mjs';
import { ensurePackages } from './packages.mjs';
import { command, environment, onStop, root, seconds } from './run.mjs';

const DEFAULT_PORT = 3000;
const ANSWER_LIMIT_MS = 60_000;

try {
  const began = performance.now();
  const port = portFrom(process.env['PORT']);
  await assertFree(port);
  await ensurePackages();
  await ensureBuild();
  await serve(port, began);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** @param {string | undefined} text */
function portFrom(text) {
  if (!text) return DEFAULT_PORT;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`PORT must be a whole number from 1 to 65535, got "${text}"`);
  }
  return port;
}

/**
 * Throws where the port cannot be listened on: better now than after a build.
 * @param {number} port
 */
async function assertFree(port) {
  const server = createServer();
  await new Promise((resolve, reject) => {
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      const reason = error.code === 'EADDRINUSE' ? 'is in use' : `cannot be used (${error.message})`;
      reject(new Error(`Port ${port} ${reason}. Choose another: PORT=${port + 1} npm start`));
    });
    server.listen(port, () => server.close(resolve));
  });
}

/**
 * Serves the build until a signal ends it.
 * @param {number} port
 * @param {number} began when the start began, by `performance.now`
 */
async function serve(port, began) {
  const server = spawn(process.execPath, command('next', ['start', '--port', String(port)]), {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let stopping = false;
  onStop(() => {
    stopping = true;
    server.kill('SIGTERM');
  });
  const ended = new Promise((resolve) => {
    server.on('exit', resolve);
  });
  if (await Promise.race([answers(port), ended.then(() => false)])) {
    console.log(
      `\n  LazyLens: http://localhost:${port}\n  ready in ${seconds(performance.now() - began)}; Ctrl-C ends it\n`,
    );
  }
  const code = await ended;
  if (!stopping) throw new Error(`The server ended by itself, with exit code ${code}; its messages are above`);
}

/**
 * Resolves to true when the server answers.
 * @param {number} port
 */
async function answers(port) {
  const deadline = performance.now() + ANSWER_LIMIT_MS;
  while (performance.now() < deadline) {
    // Not fetch: it refuses some ports (4190, say) that a server may well listen on.
    const answered = await new Promise((resolve) => {
      get({ host: '127.0.0.1', port, path: '/' }, (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      }).on('error', () => resolve(false));
    });
    if (answered) return true;
    await sleep(100);
  }
  console.error(
    `No answer from http://localhost:${port} after ${seconds(ANSWER_LIMIT_MS)}; still waiting for the server`,
  );
  return false;
}
