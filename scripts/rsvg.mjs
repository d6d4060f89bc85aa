// Finds rsvg-convert, the other program that opens our SVG files in the tests, and installs Debian's where there is none. Only Node
// built-ins.

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { aptInstall } from './apt.mjs';

export const rsvgAdvice =
  'No rsvg-convert found. Install it (librsvg2-bin on Debian, librsvg with Homebrew), or set RSVG_CONVERT to its path';

/**
 * Path of rsvg-convert: the environment variable RSVG_CONVERT, or the first on the path; null where there is none.
 * @returns {string | null}
 */
export function findRsvg() {
  const named = process.env['RSVG_CONVERT'];
  if (named) return named;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, 'rsvg-convert')).find(isExecutable) ?? null;
}

/** That path, after an installation where a Debian package manager may be used. Throws a message that says what to install. */
export async function ensureRsvg() {
  const found = findRsvg();
  if (found && !isExecutable(found)) throw new Error(`RSVG_CONVERT=${found} is not a program that can be run`);
  if (found) return found;
  await aptInstall('librsvg2-bin', rsvgAdvice);
  const installed = findRsvg();
  if (!installed) throw new Error(`${rsvgAdvice}. The package "librsvg2-bin" brought none`);
  return installed;
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
