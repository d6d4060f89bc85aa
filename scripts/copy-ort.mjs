// Puts the files that onnxruntime-web fetches at run time where the server finds them: public/ort. Writes only what changed.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './run.mjs';

const source = join(root, 'node_modules', 'onnxruntime-web', 'dist');
const target = join(root, 'public', 'ort');

// One pair for each way in: plain WASM, WebGPU with JSPI, WebGPU without.
const files = ['', '.jspi', '.asyncify'].flatMap((variant) => [
  `ort-wasm-simd-threaded${variant}.mjs`,
  `ort-wasm-simd-threaded${variant}.wasm`,
]);

/** Copies the runtime files; returns the names of those written. Needs installed packages. */
export async function copyOrt() {
  await mkdir(target, { recursive: true });
  const written = await Promise.all(files.map(copyIfChanged));
  return written.filter((name) => name !== null);
}

/** @param {string} name */
async function copyIfChanged(name) {
  const [wanted, present] = await Promise.all([
    readFile(join(source, name)),
    readFile(join(target, name)).catch(() => null),
  ]);
  if (present?.equals(wanted)) return null;
  await writeFile(join(target, name), wanted);
  return name;
}

if (process.argv[1] === import.meta.filename) {
  const written = await copyOrt();
  console.error(written.length ? `Copied to public/ort: ${written.join(', ')}` : 'public/ort is up to date');
}
