// Builds the app for production when its sources changed since the last build. Only Node built-ins.

import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copyOrt } from './copy-ort.mjs';
import { command, root, run } from './run.mjs';

/** Everything that a build reads. public/ort is derived from the packages. */
const inputs = [
  ...['app', 'components', 'lib', 'public', 'workers'],
  ...['next.config.js', 'package.json', 'package-lock.json', 'postcss.config.mjs', 'README.md', 'tsconfig.json'],
];
const derived = join(root, 'public', 'ort');
const stamp = join(root, '.next', 'sources.sha256');

/** Runs `next build` unless the last build is of these sources. Throws where the build fails. Needs installed packages. */
export async function ensureBuild() {
  await copyOrt();
  const fingerprint = await fingerprintOf(inputs.map((name) => join(root, name)));
  if (fingerprint === (await readFile(stamp, 'utf8').catch(() => null))) return;
  console.error('Building the app (next build)');
  await rm(stamp, { force: true });
  const code = await run(process.execPath, command('next', ['build']));
  if (code !== 0) throw new Error(`next build failed with exit code ${code}; its messages are above`);
  await writeFile(stamp, fingerprint);
}

/**
 * Runs `next build` as a static export, of any host that sends the isolation headers. Resolves to its folder. Throws where the
 * build fails. Needs installed packages.
 */
export async function ensureStaticBuild() {
  await copyOrt();
  console.error('Building the static bundle (next build)');
  const code = await run(process.execPath, command('next', ['build']), { LAZYLENS_STATIC: '1' });
  if (code !== 0) throw new Error(`next build failed with exit code ${code}; its messages are above`);
  return join(root, 'out');
}

/**
 * SHA-256 over names and contents of files, folders included.
 * @param {string[]} paths
 */
async function fingerprintOf(paths) {
  const hash = createHash('sha256').update(process.version);
  for (const path of paths) {
    for (const file of await filesUnder(path)) {
      const content = await readFile(file);
      hash.update(`${file.slice(root.length)} ${content.length}\n`).update(content);
    }
  }
  return hash.digest('hex');
}

/**
 * @param {string} path a file, a folder, or nothing at all
 * @returns {Promise<string[]>}
 */
async function filesUnder(path) {
  if (path === derived) return [];
  const found = await stat(path).catch(() => null);
  if (!found) return [];
  if (!found.isDirectory()) return [path];
  const names = (await readdir(path)).sort();
  return (await Promise.all(names.map((name) => filesUnder(join(path, name))))).flat();
}
