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
    // The folder's name carries the runtime's version through the query the page asks with.
    { source: '/ort/:path*', headers: [{ key: 'Cache-Control', value: 'public, max-age=31536000, immutable' }] },
    // Models may be replaced under the same name: a month, then ask again.
    { source: '/models/:path*', headers: [{ key: 'Cache-Control', value: 'public, max-age=2592000' }] },
  ];
}

/** @type {import('next').NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  serverExternalPackages: ['onnxruntime-web', 'onnxruntime-node'],
  ...(isStatic ? { output: 'export', distDir: 'out', images: { unoptimized: true } } : { headers }),
};

export default config;
