// Installs the packages of package-lock.json when node_modules is not what the lock file says. Only Node built-ins.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root, run } from './run.mjs';

/** @typedef {{ version?: string, integrity?: string, optional?: boolean }} LockedPackage */

/** Runs `npm ci` unless node_modules is up to date. Throws where npm fails. */
export async function ensurePackages() {
  if (await packagesAreCurrent()) return;
  console.error('Installing packages (npm ci)');
  const npm = process.env['npm_execpath'];
  const code = npm ? await run(process.execPath, [npm, 'ci']) : await run('npm', ['ci']);
  if (code !== 0) throw new Error(`npm ci failed with exit code ${code}; its messages are above`);
}

/** Compares the lock file with the record that npm leaves in node_modules once an installation is complete. */
async function packagesAreCurrent() {
  const [wanted, installed] = await Promise.all([
    lockedPackages(join(root, 'package-lock.json')),
    lockedPackages(join(root, 'node_modules', '.package-lock.json')).catch(() => null),
  ]);
  if (!installed) return false;
  return Object.entries(wanted).every(([path, locked]) => {
    const there = installed[path];
    if (path === '' || (!there && locked.optional)) return true;
    return there?.version === locked.version && there?.integrity === locked.integrity;
  });
}

/**
 * @param {string} file
 * @returns {Promise<Record<string, LockedPackage>>}
 */
async function lockedPackages(file) {
  return JSON.parse(await readFile(file, 'utf8')).packages;
}

if (process.argv[1] === import.meta.filename) {
  await ensurePackages().catch((/** @type {Error} */ error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
