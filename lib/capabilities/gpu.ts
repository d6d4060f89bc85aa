// What the engine asks of a GPU and a runtime, and how an adapter is called: said once, for the engine and for the report.

/** With smaller subgroups (SwiftShader has 4) onnxruntime 1.30's fused attention is wrong beyond 32 tokens; without them it is right. */
export const MIN_SUBGROUP = 8;

/** WASM gains little from more threads at these model sizes, and a phone needs its cores. */
const MAX_THREADS = 8;

/** Threads the WASM build will use here: more than one needs cross-origin isolation. */
export function wasmThreads(): number {
  return globalThis.crossOriginIsolated ? Math.min(MAX_THREADS, Math.max(1, navigator.hardwareConcurrency)) : 1;
}

/** WebAssembly may wait for promises (JavaScript Promise Integration). */
export function hasJspi(): boolean {
  return 'Suspending' in WebAssembly;
}

/** Absent where the browser has no WebGPU or the page is not served securely, whatever its type says. */
export function webGpu(): GPU | undefined {
  return (navigator as { gpu?: GPU }).gpu;
}

export function adapterName({ info }: GPUAdapter): string {
  return [info.vendor, info.architecture, info.description].filter(Boolean).join(' ') || 'unnamed GPU';
}
