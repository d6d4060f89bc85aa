// Lists the files of a folder. Only Node built-ins.

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Paths of all files below a folder, in the order of their names; of a file itself, that one; of nothing, none.
 * @param {string} path
 * @returns {Promise<string[]>}
 */
export async function filesUnder(path) {
  const found = await stat(path).catch(() => null);
  if (!found) return [];
  if (!found.isDirectory()) return [path];
  const names = (await readdir(path)).sort();
  return (await Promise.all(names.map((name) => filesUnder(join(path, name))))).flat();
}
