// Finds PostgreSQL's programs for the tests of the server, and installs Debian's where there are none. Only Node built-ins.

import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { aptInstall } from './apt.mjs';

const debian = '/usr/lib/postgresql';
const advice =
  'No PostgreSQL found. Install it (its server, not the client only), or set PG_BIN to the folder of initdb';

/**
 * Folder of initdb and postgres: the environment variable PG_BIN, or the first found in the usual places; null where there is none.
 * @returns {string | null}
 */
export function findPostgres() {
  const named = process.env['PG_BIN'];
  if (named) return named;
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = versions.map((version) => join(debian, version, 'bin'));
  return [...folders, ...(process.env['PATH'] ?? '').split(delimiter)].find(holdsServer) ?? null;
}

/** That folder, after an installation where a Debian package manager may be used. Throws a message that says what to install. */
export async function ensurePostgres() {
  const found = findPostgres();
  if (found && !holdsServer(found)) throw new Error(`PG_BIN=${found} does not hold initdb and postgres`);
  if (found) return found;
  await aptInstall('postgresql', advice);
  const installed = findPostgres();
  if (!installed) throw new Error(`${advice}. The package "postgresql" brought none`);
  return installed;
}

/** @param {string} folder */
function holdsServer(folder) {
  try {
    for (const name of ['initdb', 'postgres']) accessSync(join(folder, name), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
