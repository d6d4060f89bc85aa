// Weights on a web server: small files whole, large ones by range, and servers that have no ranges or change their mind.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openModelFiles } from '@/lib/model/files';
import { webFiles } from '@/lib/model/webFiles';
import { type Golden, readGolden } from '../fixtures/goldens';

let golden: Golden;
let server: Server;
let base: string;
/** Bytes of model.safetensors sent by range. */
let ranged = 0;
let version = 1;
beforeAll(async () => {
  golden = await readGolden('qwen2');
  const { config, safetensors } = golden.files;
  server = createServer((request, response) => {
    const url = request.url ?? '';
    if (url.endsWith('/config.json')) return void response.end(config);
    if (!url.endsWith('/model.safetensors')) return void response.writeHead(404).end();
    response.setHeader('etag', `"${version}"`);
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    if (!range || url.startsWith('/plain/')) {
      response.setHeader('content-length', safetensors.length);
      return void response.end(safetensors);
    }
    const part = safetensors.subarray(Number(range[1]), Number(range[2]) + 1);
    ranged += part.length;
    response.writeHead(206, { 'content-length': part.length }).end(part);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  ranged = 0;
  version = 1;
});

const open = (folder: string, wholeBytes?: number) =>
  openModelFiles(
    webFiles('golden', `${base}/${folder}/`, { fetch, ...(wholeBytes === undefined ? {} : { wholeBytes }) }),
  );
const name = 'model.layers.1.mlp.up_proj.weight';

describe('webFiles', () => {
  it('reads a large file by range: its header, then what is asked for and nothing else', async () => {
    const { weights, sha256 } = await open('ranges', 1000);
    const before = ranged;
    const values = await weights.read(name);
    expect(values).toEqual(await golden.weights.read(name));
    expect(ranged - before).toBe(values.byteLength);
    expect(ranged).toBeLessThan(golden.files.safetensors.length / 2);
    expect(sha256).toBeNull();
  });

  it('takes a small file in one request, and knows its hash', async () => {
    const { weights, sha256 } = await open('ranges');
    expect(await weights.read(name)).toEqual(await golden.weights.read(name));
    expect(ranged).toBe(0);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('takes the whole file from a server without ranges', async () => {
    const { weights } = await open('plain', 1000);
    expect(await weights.read(name)).toEqual(await golden.weights.read(name));
    expect(ranged).toBe(0);
  });

  it('refuses a file that changes while it is read', async () => {
    const { weights } = await open('ranges', 1000);
    version = 2;
    await expect(weights.read(name)).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringMatching(/^model\.safetensors: http.* changed while it was read; load the model again$/),
    });
  });
});
