// An https server before the app's own: a browser gives WebGPU, threads and storage to secure addresses only. Only Node built-ins.

import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:https';
import { createSecureContext } from 'node:tls';

/** @typedef {{ cert: Buffer, key: Buffer }} Certificate */

/**
 * The certificate and its key, in PEM; null where neither is named. Throws a message that names what is missing or wrong.
 * @param {string | undefined} certPath TLS_CERT
 * @param {string | undefined} keyPath TLS_KEY
 * @returns {Promise<Certificate | null>}
 */
export async function readCertificate(certPath, keyPath) {
  if (!certPath && !keyPath) return null;
  if (!certPath || !keyPath) {
    throw new Error(`https needs both TLS_CERT and TLS_KEY; ${certPath ? 'TLS_KEY' : 'TLS_CERT'} is not set`);
  }
  const [cert, key] = await Promise.all([readPem('TLS_CERT', certPath), readPem('TLS_KEY', keyPath)]);
  const ends = new Date(parsed(cert, certPath).validTo);
  if (ends.getTime() < Date.now()) {
    throw new Error(`The certificate ${certPath} ended on ${ends.toISOString().slice(0, 10)}; make a new one`);
  }
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    const why = error instanceof Error ? error.message : error;
    throw new Error(`${keyPath} is not the private key of the certificate ${certPath}: ${why}`);
  }
  return { cert, key };
}

/**
 * Listens with https and hands every request on to the app's server on this machine. Rejects where the port is taken.
 * @param {{ port: number, host: string | undefined, certificate: Certificate, target: number }} options `target`: the app's port
 * @returns {Promise<import('node:https').Server>}
 */
export function serveHttps({ port, host, certificate, target }) {
  return new Promise((resolve, reject) => {
    const server = createServer(certificate, (incoming, outgoing) => handOn(incoming, outgoing, target));
    server.once('error', reject);
    server.listen({ port, host }, () => resolve(server));
  });
}

/**
 * @param {import('node:http').IncomingMessage} incoming
 * @param {import('node:http').ServerResponse} outgoing
 * @param {number} target
 */
function handOn(incoming, outgoing, target) {
  const { method, url, headers, socket } = incoming;
  const before = headers['x-forwarded-for'];
  const forwarded = {
    'x-forwarded-for': [...(before ? [before] : []), socket.remoteAddress ?? ''].join(', '),
    'x-forwarded-host': headers.host ?? '',
    'x-forwarded-proto': 'https',
  };
  // A connection for each request: one kept for the next may be closed by the app's server just as that is sent.
  const onward = request(
    {
      host: '127.0.0.1',
      port: target,
      method,
      path: url,
      headers: { ...passedOn(headers), ...forwarded },
      agent: false,
    },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, passedOn(answer.headers));
      answer.on('error', () => outgoing.destroy()).pipe(outgoing);
    },
  );
  onward.on('error', () => {
    // What was sent cannot be taken back: the browser is to see that the rest is missing.
    if (outgoing.headersSent) outgoing.destroy();
    else outgoing.writeHead(502, { 'Content-Type': 'text/plain' }).end('LazyLens does not answer.');
  });
  outgoing.on('close', () => onward.destroy());
  incoming.pipe(onward);
}

/**
 * Headers without those that speak of one connection only: browsers keep theirs to us.
 * @param {import('node:http').IncomingHttpHeaders} headers
 */
function passedOn({ connection: _c, 'keep-alive': _k, ...headers }) {
  return headers;
}

/**
 * @param {string} name
 * @param {string} path
 */
function readPem(name, path) {
  return readFile(path).catch((/** @type {NodeJS.ErrnoException} */ error) => {
    throw new Error(`${name}=${path} cannot be read (${error.code ?? error.message})`);
  });
}

/**
 * @param {Buffer} cert
 * @param {string} path
 */
function parsed(cert, path) {
  try {
    return new X509Certificate(cert);
  } catch {
    throw new Error(`${path} is no certificate in PEM`);
  }
}
