// Starts other programs for the scripts. Only Node built-ins: it must work before anything is installed.

import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Repository root. */
export const root = join(import.meta.dirname, '..');

/** Where the commands of installed packages are, so that no shell and no PATH is needed. */
const commands = {
  eslint: 'eslint/bin/eslint.js',
  next: 'next/dist/bin/next',
  playwright: '@playwright/test/cli.js',
  prettier: 'prettier/bin/prettier.cjs',
  tsc: 'typescript/bin/tsc',
  vitest: 'vitest/vitest.mjs',
};

/**
 * Arguments for `node` that run the command of an installed package.
 * @param {keyof typeof commands} name
 * @param {string[]} args
 */
export function command(name, args) {
  return [join(root, 'node_modules', commands[name]), ...args];
}

const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/** Environment of every program started here. */
export const environment = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };

/**
 * Runs a program in the repository root; its output goes to stderr, so that stdout stays the caller's. Resolves to its exit code,
 * 1 where a signal ended it; rejects where it cannot be started.
 * @param {string} program
 * @param {string[]} args
 * @param {Record<string, string>} [extra] more environment variables
 * @returns {Promise<number>}
 */
export function run(program, args, extra = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, env: { ...environment, ...extra }, stdio: ['ignore', 2, 2] });
    const forget = onStop(() => child.kill('SIGTERM'));
    child.on('error', reject);
    child.on('exit', (code) => {
      forget();
      resolve(code ?? 1);
    });
  });
}

/**
 * Calls back when we are told to end; returns how to take that back. Ctrl-C reaches programs started here by itself; a signal to
 * npm alone ends npm and the shell between us, so their disappearance is the signal.
 * @param {() => void} stop
 */
export function onStop(stop) {
  const parent = process.ppid;
  const underNpm = process.env['npm_lifecycle_event'] !== undefined;
  const watch = setInterval(() => {
    if (underNpm && process.ppid !== parent) stop();
  }, 500).unref();
  for (const signal of signals) process.on(signal, stop);
  return () => {
    clearInterval(watch);
    for (const signal of signals) process.off(signal, stop);
  };
}

/**
 * Milliseconds as `3.2 s`.
 * @param {number} ms
 */
export function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}
