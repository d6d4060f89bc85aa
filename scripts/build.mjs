// Builds the app for production when its sources changed since the last build. Only Node built-ins.

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copyOrt } from './copy-ort.mjs';
import { filesUnder } from './files.mjs';
import { command, root, run } from './run.mjs';
import { serviceWorkerFile, writeServiceWorker } from './service-worker.mjs';

/** Everything that a build reads. */
const inputs = [
  ...['app', 'components', 'lib', 'public', 'workers', 'scripts/files.mjs', 'scripts/service-worker.mjs'],
  ...['instrumentation.server.ts', 'proxy.server.ts', 'next.config.js', 'postcss.config.mjs', 'tsconfig.json'],
  ...['package.json', 'package-lock.json', 'README.md'],
];
/** Made from the packages, and from the build itself. */
const derived = [join(root, 'public', 'ort'), serviceWorkerFile];
const stamp = join(root, '.next', 'sources.sha256');

/** Runs `next build` unless the last build is of these sources. Throws where the build fails. Needs installed packages. */
export async function ensureBuild() {
  await copyOrt();
  const fingerprint = await fingerprintOf(inputs.map((name) => join(root, name)));
  if (existsSync(serviceWorkerFile) && fingerprint === (await readFile(stamp, 'utf8').catch(() => null))) return;
  console.error('Building the app (next build)');
  await rm(stamp, { force: true });
  // The same sources are the same build on every server, so that several servers can stand behind one address.
  const build = fingerprint.slice(0, 16);
  const code = await run(process.execPath, command('next', ['build']), { LAZYLENS_BUILD: build });
  if (code !== 0) throw new Error(`next build failed with exit code ${code}; its messages are above`);
  await writeServiceWorker(build);
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
      if (derived.some((each) => file.startsWith(each))) continue;
      const content = await readFile(file);
      hash.update(`${file.slice(root.length)} ${content.length}\n`).update(content);
    }
  }
  return hash.digest('hex');
}
