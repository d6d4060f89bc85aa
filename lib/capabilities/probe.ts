// Finds out what this browser offers. Runs on the page; asks, and keeps nothing. Whatever fails is a fact, never an exception.

import type { Facts, GpuFacts, StorageFacts } from './facts';
import { adapterName, hasJspi, wasmThreads, webGpu } from './gpu';

/** A driver that hangs should not leave the report open for ever. */
const PATIENCE_MS = 8000;

/** Takes some ten milliseconds, longer where a GPU process has to start. Never rejects. */
export async function probe(): Promise<Facts> {
  const [gpu, storage] = await Promise.all([probeGpu(), probeStorage()]);
  return {
    userAgent: navigator.userAgent,
    secureContext: globalThis.isSecureContext,
    crossOriginIsolated: globalThis.crossOriginIsolated,
    threads: wasmThreads(),
    jspi: hasJspi(),
    gpu,
    storage,
  };
}

async function probeGpu(): Promise<GpuFacts> {
  const gpu = webGpu();
  if (!gpu) return { at: 'no-api' };
  let adapter: GPUAdapter | null;
  try {
    adapter = await inTime(gpu.requestAdapter({ powerPreference: 'high-performance' }));
  } catch (thrown) {
    return { at: 'no-adapter', reason: messageOf(thrown) };
  }
  if (!adapter) return { at: 'no-adapter', reason: null };
  const { features, limits, info } = adapter;
  const name = adapterName(adapter);
  return {
    at: 'adapter',
    name,
    software: info.isFallbackAdapter || /swiftshader|llvmpipe|basic render/i.test(name),
    f16: features.has('shader-f16'),
    subgroupSize: features.has('subgroups') ? (info.subgroupMinSize ?? 0) : null,
    maxBufferSize: limits.maxBufferSize,
    maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
    maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
    refused: await deviceRefused(adapter),
  };
}

async function deviceRefused(adapter: GPUAdapter): Promise<string | null> {
  try {
    const device = await inTime(adapter.requestDevice());
    device.destroy();
    return null;
  } catch (thrown) {
    return messageOf(thrown);
  }
}

async function probeStorage(): Promise<StorageFacts> {
  // Typed as always there, absent in fact on insecure addresses.
  const storage = (navigator as { storage?: Partial<StorageManager> }).storage;
  const [filesRefused, estimate, persisted] = await Promise.all([
    inTime(filesRefusedBy(storage)).catch(messageOf),
    inTime(Promise.resolve(storage?.estimate?.())).catch(() => undefined),
    inTime(Promise.resolve(storage?.persisted?.())).catch(() => undefined),
  ]);
  return {
    filesRefused,
    quotaBytes: estimate?.quota ?? null,
    usedBytes: estimate?.usage ?? null,
    persisted: persisted ?? null,
  };
}

async function filesRefusedBy(storage: Partial<StorageManager> | undefined): Promise<string | null> {
  if (!storage?.getDirectory) return 'not offered';
  await storage.getDirectory();
  return null;
}

function inTime<T>(promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer in ${PATIENCE_MS / 1000} seconds`)), PATIENCE_MS);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function messageOf(thrown: unknown): string {
  return (thrown instanceof Error && thrown.message) || String(thrown);
}
