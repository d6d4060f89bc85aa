// Next's settings: cross-origin isolation for WASM threads, cache lifetimes, and the static bundle for a machine without Node.

import { join, relative, sep } from 'node:path';
import { dataPolicy, permissionsPolicy, scriptPolicy } from './lib/site/policy.js';
import { filesUnder } from './scripts/files.mjs';

const isStatic = process.env.LAZYLENS_STATIC === '1';

const isolation = [
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Embedder-Policy', value: 'require-corp' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
];

const careful = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: permissionsPolicy },
];

/** The name of the build, which scripts/build.mjs gives and the service worker compares. */
const build = process.env.LAZYLENS_BUILD;
const named = build ? [{ key: 'X-LazyLens-Build', value: build }] : [];

/** @param {string} value */
const policy = (value) => [{ key: 'Content-Security-Policy', value }];

/** Headers of every route; a static bundle has no server of ours, so its host has to send them. */
async function headers() {
  return [
    { source: '/:path*', headers: [...isolation, ...careful, ...named] },
    // Any site may frame these, isolated ones too; frame-ancestors is in the page's own policy.
    { source: '/embed/:path*', headers: [{ key: 'Cross-Origin-Resource-Policy', value: 'cross-origin' }] },
    // The policy of a page has its nonce: proxy.server.ts.
    { source: '/_next/:path*', headers: policy(dataPolicy) },
    { source: '/_next/static/:path*', headers: policy(scriptPolicy) },
    { source: '/screenshots/:path*', headers: policy(dataPolicy) },
    { source: '/ort/:path*', headers: policy(scriptPolicy) },
    { source: '/sw.js', headers: [...policy(scriptPolicy), { key: 'Cache-Control', value: 'no-cache' }] },
    { source: '/api/:path*', headers: policy(dataPolicy) },
    { source: '/experiments/:path*', headers: policy(dataPolicy) },
    { source: '/models/:model/:file', headers: policy(dataPolicy) },
    // The names of the runtime's files stay the same across versions: kept, but asked for again (304) before use.
    { source: '/ort/:path*', headers: [{ key: 'Cache-Control', value: 'public, no-cache' }] },
    // Models may be replaced under the same name: a month, then ask again. Only files that are there: others may come to be.
    ...(await bundledModels()).map((source) => ({
      source,
      headers: [{ key: 'Cache-Control', value: 'public, max-age=2592000' }],
    })),
  ];
}

/** Paths of the files in public/models. */
async function bundledModels() {
  const folder = join(import.meta.dirname, 'public', 'models');
  return (await filesUnder(folder)).map((path) => `/models/${relative(folder, path).split(sep).join('/')}`);
}

/** @type {import('next').NextConfig} */
const config = {
  // What needs a server is named so, and is no part of the static bundle.
  pageExtensions: isStatic ? ['tsx', 'ts'] : ['server.tsx', 'server.ts', 'tsx', 'ts'],
  generateBuildId: () => build ?? null,
  // The page of a static bundle registers no service worker.
  env: { LAZYLENS_STATIC: isStatic ? '1' : '' },
  reactStrictMode: true,
  poweredByHeader: false,
  // `npm test` checks types, of the worker too; a build need not do it again.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ['onnxruntime-web', 'onnxruntime-node', '@electric-sql/pglite', 'pg'],
  ...(isStatic
    ? // A page is the index.html of a folder: what every static host finds, and `models` is a folder of files too.
      { output: 'export', distDir: 'out', trailingSlash: true, images: { unoptimized: true } }
    : { headers }),
};

export default config;
