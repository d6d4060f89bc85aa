// Next's settings: cross-origin isolation for WASM threads, cache lifetimes, and the static bundle for a machine without Node.

const isStatic = process.env.LAZYLENS_STATIC === '1';

const isolation = [
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Embedder-Policy', value: 'require-corp' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
];

/** Headers of every route; a static bundle has no server of ours, so its host has to send them. */
async function headers() {
  return [
    { source: '/:path*', headers: isolation },
    // The names of the runtime's files stay the same across versions: kept, but asked for again (304) before use.
    { source: '/ort/:path*', headers: [{ key: 'Cache-Control', value: 'public, no-cache' }] },
    // Models may be replaced under the same name: a month, then ask again. Their files only: /models itself is a page.
    { source: '/models/:model/:file', headers: [{ key: 'Cache-Control', value: 'public, max-age=2592000' }] },
  ];
}

/** @type {import('next').NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  // `npm test` checks types, of the worker too; a build need not do it again.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ['onnxruntime-web', 'onnxruntime-node'],
  ...(isStatic ? { output: 'export', distDir: 'out', images: { unoptimized: true } } : { headers }),
};

export default config;
