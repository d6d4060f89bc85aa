// Makes public/sw.js from workers/offline.worker.ts and the list of what the build just made. Run after each build.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { filesUnder } from './files.mjs';
import { root } from './run.mjs';

/** @typedef {import('../lib/offline/manifest').BuildManifest} BuildManifest */
/** @typedef {import('../lib/offline/manifest').BuildFile} BuildFile */

/** Where the service worker is served from, so that its scope is the whole site. */
export const serviceWorkerFile = join(root, 'public', 'sw.js');

/**
 * Writes the service worker of a build. Needs installed packages and a finished build.
 * @param {string} build the build's name
 */
export async function writeServiceWorker(build) {
  const { build: bundle } = await import('esbuild');
  await bundle({
    entryPoints: [join(root, 'workers', 'offline.worker.ts')],
    outfile: serviceWorkerFile,
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'error',
    define: { BUILD_MANIFEST: JSON.stringify(await manifestOf(build)) },
  });
}

/**
 * @param {string} build
 * @returns {Promise<BuildManifest>}
 */
async function manifestOf(build) {
  const [scripts, media, experiments, models, runtime] = await Promise.all([
    hashed('chunks'),
    hashed('media'),
    revised(join('public', 'experiments')),
    revised(join('public', 'models')),
    revised(join('public', 'ort')),
  ]);
  const icon = await fileAt(join(root, 'app', 'icon.svg'), '/icon.svg');
  return {
    build,
    pages: await pagePaths(),
    files: [...scripts, ...media, ...experiments, icon],
    whenUsed: [...models, ...runtime],
  };
}

/**
 * Files whose names change with their content. The runtime's WebAssembly among them is served from public/ort, under its own name.
 * @param {string} folder within .next/static
 */
async function hashed(folder) {
  const paths = await filesUnder(join(root, '.next', 'static', folder));
  return paths
    .filter((path) => !/\.(wasm|map)$/.test(path))
    .map((path) => ({
      url: `/_next/static/${slashes(relative(join(root, '.next', 'static'), path))}`,
      revision: null,
    }));
}

/** @param {string} folder within the repository; what is in `public` is served from the root */
async function revised(folder) {
  const paths = await filesUnder(join(root, folder));
  return Promise.all(paths.map((path) => fileAt(path, `/${slashes(relative(join(root, 'public'), path))}`)));
}

/**
 * @param {string} path
 * @param {string} url
 * @returns {Promise<BuildFile>}
 */
async function fileAt(path, url) {
  const digest = createHash('sha256').update(await readFile(path));
  return { url, revision: digest.digest('hex').slice(0, 16) };
}

/** Paths of the pages that need no database: those without a parameter, one for each run of the gallery, and the README. */
async function pagePaths() {
  const routes = await readJson(join('.next', 'app-path-routes-manifest.json'));
  /** @type {string[]} */
  const paths = Object.entries(routes).flatMap(([file, path]) =>
    file.endsWith('/page') && !path.includes('[') && !path.startsWith('/_') ? [path] : [],
  );
  paths.push('/README.md');
  if (!Object.values(routes).includes('/gallery/[id]')) return paths;
  const recorded = await readJson(join('public', 'experiments', 'index.json'));
  return [...paths, ...recorded.map((/** @type {{ id: string }} */ { id }) => `/gallery/${id}`)];
}

/** @param {string} path */
async function readJson(path) {
  return JSON.parse(await readFile(join(root, path), 'utf8'));
}

/** @param {string} path */
function slashes(path) {
  return path.split(sep).join('/');
}
