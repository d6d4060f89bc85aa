// Installs a Debian package for the tests. Only Node built-ins.

import { existsSync } from 'node:fs';
import { run } from './run.mjs';

/**
 * Installs a package, with sudo where it asks for no password. Throws `advice` where that cannot be done.
 * @param {string} name
 * @param {string} advice what else the user can do
 */
export async function aptInstall(name, advice) {
  if (!existsSync('/usr/bin/apt-get')) throw new Error(advice);
  const prefix = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  console.error(`Installing ${name} (apt-get)`);
  for (const step of [['update'], ['install', '-y', name]]) {
    const words = [...prefix, 'apt-get', '-qq', ...step];
    const code = await run(words[0] ?? '', words.slice(1), { DEBIAN_FRONTEND: 'noninteractive' }).catch(() => 1);
    if (code !== 0) throw new Error(`${advice}. "${words.join(' ')}" failed with exit code ${code}`);
  }
}
