// onnxruntime-web in Node: WASM only, for the command line and tests.

import * as ort from 'onnxruntime-web';
import { threadsName, type Runtime } from './runtime';

/** Prepares the WASM runtime. `threads` must be at least 1; a process can choose only once. */
export function nodeRuntime(threads: number): Runtime {
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = 'error';
  return { ort, device: null, description: { kind: 'wasm', adapter: threadsName(threads), dtype: 'f32' } };
}
