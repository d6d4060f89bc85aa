// Chooses and starts an onnxruntime-web entry in a browser or its worker. What it asks of the browser is in lib/capabilities/gpu.ts.

import { adapterName, hasJspi, MIN_SUBGROUP, wasmThreads, webGpu } from '@/lib/capabilities/gpu';
import type { BackendDescription } from '@/lib/engine/backend';
import { AppError } from '@/lib/errors';
import { threadsName, type OrtModule, type Runtime } from './runtime';

/** Where the app serves onnxruntime-web's .mjs and .wasm files. */
const ORT_PATH = '/ort/';

/** Starts the WASM build. `ortPath` ends in a slash. Throws AppError `download-failed` where its files cannot be fetched. */
export async function wasmRuntime(ortPath = ORT_PATH): Promise<Runtime> {
  const ort = await import('onnxruntime-web/wasm');
  const threads = wasmThreads();
  configure(ort, ortPath);
  ort.env.wasm.numThreads = threads;
  return { ort, device: null, description: { kind: 'wasm', adapter: threadsName(threads), dtype: 'f32' } };
}

export interface WebGpuRuntime extends Runtime {
  readonly device: GPUDevice;
  /** Settles with the reason when the device is lost; a lost device never comes back in this worker. */
  readonly lost: Promise<string>;
}

/**
 * Asks for a GPU and starts the WebGPU build: with JSPI where the browser has it, else the larger asyncify build.
 * `dtype` auto takes f16 where the device has it. Throws AppError `webgpu-missing` saying what is missing and what to do.
 */
export async function webGpuRuntime(dtype: 'auto' | 'f16' | 'f32', ortPath = ORT_PATH): Promise<WebGpuRuntime> {
  const adapter = await requestAdapter();
  const hasHalf = adapter.features.has('shader-f16');
  if (dtype === 'f16' && !hasHalf) {
    throw new AppError('webgpu-missing', `${adapterName(adapter)} has no 16-bit floats (shader-f16); choose f32`);
  }
  const device = await requestDevice(adapter);
  const ort: OrtModule = hasJspi() ? await import('onnxruntime-web/jspi') : await import('onnxruntime-web/webgpu');
  configure(ort, ortPath);
  ort.env.wasm.numThreads = 1; // the GPU does the work
  const description: BackendDescription = {
    kind: 'webgpu',
    adapter: adapterName(adapter),
    dtype: dtype === 'f32' || !hasHalf ? 'f32' : 'f16',
  };
  const lost = device.lost.then(({ reason, message }) => message || reason || 'unknown reason');
  return { ort, device, description, lost };
}

function configure(ort: OrtModule, ortPath: string): void {
  ort.env.wasm.wasmPaths = new URL(ortPath, globalThis.location.origin).href;
  ort.env.logLevel = 'error';
}

async function requestAdapter(): Promise<GPUAdapter> {
  const gpu = webGpu();
  if (!gpu) {
    const why = globalThis.isSecureContext
      ? 'this browser has no WebGPU; use a current Chrome, Edge, Safari or Firefox'
      : 'WebGPU needs https or localhost';
    throw new AppError('webgpu-missing', why);
  }
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) {
    throw new AppError(
      'webgpu-missing',
      'WebGPU found no GPU it may use; see chrome://gpu, update the graphics driver',
    );
  }
  return adapter;
}

async function requestDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  const { limits } = adapter;
  // What onnxruntime's kernels use. Not Chromium's experimental subgroup matrices: with them its f16 product of 4-bit blocks is a
  // shader that NVIDIA's driver refuses (onnxruntime 1.30, H200).
  const wanted: readonly string[] = [
    'shader-f16',
    ...((adapter.info.subgroupMinSize ?? 0) >= MIN_SUBGROUP ? ['subgroups'] : []),
  ];
  const requiredFeatures = wanted.filter((feature) => adapter.features.has(feature)) as GPUFeatureName[];
  try {
    return await adapter.requestDevice({
      requiredFeatures,
      requiredLimits: {
        maxBufferSize: limits.maxBufferSize,
        maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
        maxStorageBuffersPerShaderStage: limits.maxStorageBuffersPerShaderStage,
        maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
        maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
        maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
        maxComputeWorkgroupSizeY: limits.maxComputeWorkgroupSizeY,
        maxComputeWorkgroupSizeZ: limits.maxComputeWorkgroupSizeZ,
        maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
      },
    });
  } catch (thrown) {
    throw new AppError(
      'webgpu-missing',
      `${adapterName(adapter)} refused a WebGPU device; close other GPU pages and reload`,
      {
        cause: thrown,
      },
    );
  }
}
