// What a backend needs of onnxruntime-web once an entry was chosen: the module, and the GPU device if there is one.

import type { BackendDescription } from '@/lib/engine/backend';

export type OrtModule = typeof import('onnxruntime-web');

/** An initialised onnxruntime-web, made by `browser.ts` or `node.ts`. */
export interface Runtime {
  readonly ort: OrtModule;
  readonly description: BackendDescription;
  /** Present exactly when `description.kind` is `webgpu`. */
  readonly device: GPUDevice | null;
}

/** How a trace names the WASM "adapter". */
export function threadsName(threads: number): string {
  return threads === 1 ? '1 thread' : `${threads} threads`;
}
