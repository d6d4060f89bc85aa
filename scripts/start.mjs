// `npm start`: installs, builds and serves the app, on a fresh clone as on an old one: on this machine and to its network, over
// http, or over https where a certificate is named. Only Node built-ins.

import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureBuild } from './build.mjs';
import { readCertificate, serveHttps } from './https.mjs';
import { ensurePackages } from './packages.mjs';
import { command, environment, onStop, root, seconds } from './run.mjs';

/** @typedef {import('./https.mjs').Certificate} Certificate */

const DEFAULT_PORT = 3000;
const ANSWER_LIMIT_MS = 60_000;
/** What HOST says for all interfaces of this machine, as does leaving it out. */
const EVERYWHERE = ['0.0.0.0', '::', undefined];
const LOOPBACK = '127.0.0.1';

try {
  const began = performance.now();
  const port = portFrom(process.env['PORT']);
  const host = process.env['HOST'] || undefined;
  const certificate = await readCertificate(process.env['TLS_CERT'], process.env['TLS_KEY']);
  await assertFolder(process.env['LAZYLENS_MODELS']);
  await assertFree(port, host);
  await ensurePackages();
  await ensureBuild();
  await serve({ port, host, certificate, began });
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

/** @param {string | undefined} path LAZYLENS_MODELS */
async function assertFolder(path) {
  if (!path || (await stat(path).catch(() => null))?.isDirectory()) return;
  throw new Error(`LAZYLENS_MODELS must name a folder that holds folders of models; "${path}" is none`);
}

/**
 * Throws where the port cannot be listened on: better now than after a build.
 * @param {number} port
 * @param {string | undefined} host
 */
async function assertFree(port, host) {
  const server = createServer();
  await new Promise((resolve, reject) => {
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      const reason =
        error.code === 'EADDRINUSE' ? 'is in use' : `cannot be used at ${host ?? 'this machine'} (${error.message})`;
      reject(new Error(`Port ${port} ${reason}. Choose another: PORT=${port + 1} npm start`));
    });
    server.listen({ port, host }, () => server.close(resolve));
  });
}

/** @returns {Promise<number>} a free port of this machine */
function innerPort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, LOOPBACK, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/**
 * Serves the build until a signal ends it. With a certificate the app's server listens to this machine only, behind ours.
 * @param {{ port: number, host: string | undefined, certificate: Certificate | null, began: number }} options `began`: when the
 *   start began, by `performance.now`
 */
async function serve({ port, host, certificate, began }) {
  const inner = certificate ? { port: await innerPort(), host: LOOPBACK } : { port, host };
  const server = spawn(
    process.execPath,
    command('next', ['start', '--port', String(inner.port), ...(inner.host ? ['--hostname', inner.host] : [])]),
    {
      cwd: root,
      // Our server before it says where a request came from: one proxy more than there are.
      env: certificate
        ? { ...environment, LAZYLENS_PROXIES: String(Number(process.env['LAZYLENS_PROXIES'] ?? 0) + 1) }
        : environment,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  let stopping = false;
  onStop(() => {
    stopping = true;
    server.kill('SIGTERM');
  });
  const ended = new Promise((resolve) => {
    server.on('exit', resolve);
  });
  /** Without its front the app is of no use, and would keep this process alive. @param {unknown} error */
  const giveUp = async (error) => {
    server.kill('SIGTERM');
    await ended;
    throw error;
  };
  if (await Promise.race([answers(inner.port, inner.host), ended.then(() => false)])) {
    const front = certificate && (await serveHttps({ port, host, certificate, target: inner.port }).catch(giveUp));
    if (front) void ended.then(() => front.close());
    tell({ port, host, secure: certificate !== null, began });
  }
  const code = await ended;
  if (!stopping) throw new Error(`The server ended by itself, with exit code ${code}; its messages are above`);
}

/**
 * Says where the app is, and what others of this network get.
 * @param {{ port: number, host: string | undefined, secure: boolean, began: number }} options
 */
function tell({ port, host, secure, began }) {
  const scheme = secure ? 'https' : 'http';
  const all = EVERYWHERE.includes(host);
  const own = all ? 'localhost' : host;
  const others = all ? addresses() : [];
  console.log(`\n  LazyLens: ${scheme}://${own}:${port}`);
  for (const address of others) console.log(`  In this network: ${scheme}://${address}:${port}`);
  if (others.length && !secure) {
    console.log(
      '  Over plain http others get recorded runs, lessons and WASM on one thread. WebGPU, threads, models of their own\n' +
        '  and use offline need https: TLS_CERT=… TLS_KEY=… npm start (README, Serving a class)',
    );
  }
  console.log(`  ready in ${seconds(performance.now() - began)}; Ctrl-C ends it\n`);
}

/** IPv4 addresses of this machine in its networks. */
function addresses() {
  return Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
}

/**
 * Resolves to true when the server answers.
 * @param {number} port
 * @param {string | undefined} host
 */
async function answers(port, host) {
  const deadline = performance.now() + ANSWER_LIMIT_MS;
  while (performance.now() < deadline) {
    // Not fetch: it refuses some ports (4190, say) that a server may well listen on.
    const answered = await new Promise((resolve) => {
      get({ host: host === undefined || EVERYWHERE.includes(host) ? LOOPBACK : host, port, path: '/' }, (response) => {
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
