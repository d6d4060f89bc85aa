// Finds Chromium for the browser tests and benchmarks, and installs Debian's where there is none. Only Node built-ins.

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { aptInstall } from './apt.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const places = [
  '/snap/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** What Chromium needs to run without a screen and to leave the network alone. */
export const quietFlags = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** WebGPU on the processor: correct on any machine, some thousand times slower than a GPU. */
export const softwareWebgpuFlags = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

/**
 * Path of Chromium: the environment variable CHROMIUM, or the first found in the usual places; null where there is none.
 * @returns {string | null}
 */
export function findChromium() {
  const named = process.env['CHROMIUM'];
  if (named) return named;
  const folders = ['/usr/bin', ...(process.env['PATH'] ?? '').split(delimiter)];
  const candidates = [...names.flatMap((name) => folders.map((folder) => join(folder, name))), ...places];
  return candidates.find(isExecutable) ?? null;
}

/**
 * Path of Chromium, installed first where a Debian package manager may be used. Throws a message that says what to install.
 * @returns {Promise<string>}
 */
export async function ensureChromium() {
  const found = findChromium();
  if (found) {
    if (!isExecutable(found)) throw new Error(`CHROMIUM=${found} is not a program that can be run`);
    return found;
  }
  const advice = 'No Chromium found. Install Chromium or Chrome, or set CHROMIUM to its path';
  await aptInstall('chromium', advice);
  const installed = findChromium();
  if (!installed) throw new Error(`${advice}. The package "chromium" brought none`);
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
