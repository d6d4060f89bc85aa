// onnxruntime-web in Node: WASM only, for the command line and tests.

import * as ort from 'onnxruntime-web';
import type { Runtime } from './runtime';

/** Prepares the WASM runtime. `threads` must be at least 1; a process can choose only once. */
export function nodeRuntime(threads: number): Runtime {
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = 'error';
  return { ort, device: null, description: { kind: 'wasm', adapter: threadsName(threads), dtype: 'f32' } };
}

/** How a trace names the WASM "adapter". */
export function threadsName(threads: number): string {
  return threads === 1 ? '1 thread' : `${threads} threads`;
}
