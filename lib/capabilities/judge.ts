// Says what a browser's facts mean for a run: what is there, what is missing, what follows and what helps. Pure.

import { formatBytes } from '@/lib/bytes';
import { type Browser, browserOf } from './browser';
import type { Facts, GpuFacts, StorageFacts } from './facts';
import { MIN_SUBGROUP } from './gpu';
import * as remedies from './remedies';

/** `limited` works, but slower, larger or less safely than it could; `unknown` where the browser does not tell. */
export type FindingState = 'good' | 'limited' | 'missing' | 'unknown';

export interface Finding {
  readonly item: string;
  readonly state: FindingState;
  /** What was found, in a few words. */
  readonly found: string;
  /** What follows for a run; null where nothing is lost. */
  readonly why: string | null;
  /** What helps; null where nothing is wrong, or nothing helps. */
  readonly remedy: string | null;
}

/** What a model runs on when the backend is left to LazyLens. */
export type Machine =
  | { readonly kind: 'webgpu'; readonly dtype: 'f16' | 'f32'; readonly adapter: string }
  | { readonly kind: 'wasm'; readonly threads: number };

/** A table in 16 bits of most vocabularies fits. */
const AMPLE_BUFFER_BYTES = 2 ** 30;

/** A small language model with room to spare. */
const AMPLE_ROOM_BYTES = 4e9;

export function machineOf({ gpu, threads }: Facts): Machine {
  if (gpu.at !== 'adapter' || gpu.refused !== null) return { kind: 'wasm', threads };
  return { kind: 'webgpu', dtype: gpu.f16 ? 'f16' : 'f32', adapter: gpu.name };
}

/** `WebGPU, 16-bit floats`; `WASM, 4 threads`. */
export function machineName(machine: Machine): string {
  if (machine.kind === 'wasm') return `WASM, ${machine.threads} ${machine.threads === 1 ? 'thread' : 'threads'}`;
  return `WebGPU, ${machine.dtype === 'f16' ? '16' : '32'}-bit floats`;
}

/** Every finding, in the order in which one needs the other. */
export function judge(facts: Facts): readonly Finding[] {
  const browser = browserOf(facts.userAgent);
  return [
    ...judgePage(facts),
    ...judgeGpu(facts.gpu, facts.secureContext, browser),
    ...(machineOf(facts).kind === 'webgpu' ? [judgeJspi(facts.jspi, browser)] : []),
    ...judgeStorage(facts.storage, facts.secureContext, browser),
  ];
}

function judgePage({ secureContext, crossOriginIsolated, threads }: Facts): Finding[] {
  const secure: Finding = secureContext
    ? good('Secure address', 'yes')
    : {
        ...{ item: 'Secure address', state: 'missing', found: 'no' },
        why: 'WebGPU, threads and storage are only given to secure addresses.',
        remedy: remedies.secureRemedy(),
      };
  const isolated: Finding = crossOriginIsolated
    ? good('Cross-origin isolation', 'yes')
    : {
        ...{ item: 'Cross-origin isolation', state: 'limited', found: 'no' },
        why: 'WASM runs on one thread.',
        remedy: secureContext ? remedies.isolationRemedy() : 'It needs a secure address first.',
      };
  const several: Finding =
    threads > 1
      ? good('WASM threads', String(threads))
      : {
          ...{ item: 'WASM threads', state: 'limited', found: '1' },
          why: 'Without a GPU, a run takes the time of one core.',
          remedy: crossOriginIsolated ? null : 'They come with cross-origin isolation.',
        };
  return [secure, isolated, several];
}

function judgeGpu(gpu: GpuFacts, secure: boolean, browser: Browser): Finding[] {
  const onWasm = 'Models run on WASM, on the processor: many times slower, and in 32-bit floats.';
  if (gpu.at === 'no-api') {
    const remedy = secure ? remedies.webGpuRemedy(browser) : 'It needs a secure address first.';
    return [{ item: 'WebGPU', state: 'missing', found: 'not offered', why: onWasm, remedy }];
  }
  const offered = good('WebGPU', 'offered');
  if (gpu.at === 'no-adapter') {
    const found = gpu.reason === null ? 'none found' : `none: ${gpu.reason}`;
    return [offered, { item: 'GPU', state: 'missing', found, why: onWasm, remedy: remedies.adapterRemedy(browser) }];
  }
  const adapter: Finding = gpu.software
    ? {
        ...{ item: 'GPU', state: 'limited', found: `${gpu.name}, emulated on the processor` },
        why: 'Right, but about a thousand times slower than a GPU.',
        remedy: remedies.softwareRemedy(browser),
      }
    : good('GPU', gpu.name);
  if (gpu.refused !== null) {
    const found = `refused: ${gpu.refused}`;
    const refused = { item: 'GPU device', found, why: onWasm, remedy: remedies.deviceRemedy() };
    return [offered, adapter, { ...refused, state: 'missing' }];
  }
  return [offered, adapter, good('GPU device', 'given'), ...judgeAdapter(gpu, browser)];
}

function judgeAdapter(gpu: Extract<GpuFacts, { at: 'adapter' }>, browser: Browser): Finding[] {
  const half: Finding = gpu.f16
    ? good('16-bit floats (shader-f16)', 'yes')
    : {
        ...{ item: '16-bit floats (shader-f16)', state: 'limited', found: 'no' },
        why: 'Runs in 32-bit floats: KV cache and activations take twice the memory, and so do weights that are not 8- or 4-bit blocks.',
        remedy: remedies.halfRemedy(browser, gpu.name),
      };
  const size = gpu.subgroupSize;
  const subgroups: Finding =
    size !== null && size >= MIN_SUBGROUP
      ? good('Subgroups', `of ${size} threads or more`)
      : {
          ...{ item: 'Subgroups', state: 'limited', found: size === null ? 'no' : `of ${size} threads, not used` },
          why: 'Attention and matrix products run by kernels that are slower; results are the same.',
          remedy: null,
        };
  const bound = gpu.maxStorageBufferBindingSize;
  const whole = formatBytes(gpu.maxBufferSize);
  const found = gpu.maxBufferSize === bound ? whole : `${whole}, ${formatBytes(bound)} at once`;
  const buffers: Finding =
    bound >= AMPLE_BUFFER_BYTES
      ? good('Largest buffer', found)
      : {
          ...{ item: 'Largest buffer', state: 'limited', found },
          why: `No tensor may be larger than ${formatBytes(bound)}: models with large vocabularies are refused before they load.`,
          remedy: gpu.f16 ? null : 'With 16-bit floats, a table of twice the size would fit.',
        };
  return [half, subgroups, buffers];
}

function judgeJspi(jspi: boolean, browser: Browser): Finding {
  const item = 'Promises in WASM (JSPI)';
  if (jspi) return good(item, 'yes');
  const why = 'The runtime’s larger build is used, and each step of a run costs some milliseconds more.';
  return { item, state: 'limited', found: 'no', why, remedy: remedies.jspiRemedy(browser) };
}

function judgeStorage(storage: StorageFacts, secure: boolean, browser: Browser): Finding[] {
  const { filesRefused, quotaBytes, usedBytes, persisted } = storage;
  if (filesRefused !== null) {
    return [
      {
        ...{ item: 'Storage of files (OPFS)', state: 'missing', found: filesRefused },
        why: 'Models cannot be kept on this device. The bundled model, addresses and folders work.',
        remedy: secure ? remedies.filesRemedy(browser) : 'It needs a secure address first.',
      },
    ];
  }
  return [good('Storage of files (OPFS)', 'yes'), judgeRoom(quotaBytes, usedBytes), judgePersisted(persisted, browser)];
}

function judgeRoom(quotaBytes: number | null, usedBytes: number | null): Finding {
  const item = 'Room';
  if (quotaBytes === null)
    return { item, state: 'unknown', found: 'the browser does not tell', why: null, remedy: null };
  const free = Math.max(0, quotaBytes - (usedBytes ?? 0));
  const found = `${formatBytes(free)} of ${formatBytes(quotaBytes)} free`;
  if (free >= AMPLE_ROOM_BYTES) return good(item, found);
  const why = 'Models that are larger cannot be stored.';
  return { item, state: 'limited', found, why, remedy: 'Delete models here, or make room on the disk.' };
}

function judgePersisted(persisted: boolean | null, browser: Browser): Finding {
  const item = 'Kept when the disk is full';
  if (persisted) return good(item, 'yes');
  const why = 'The browser may clear stored models to make room.';
  if (persisted === null) return { item, state: 'unknown', found: 'the browser does not tell', why, remedy: null };
  return { item, state: 'limited', found: 'no', why, remedy: remedies.persistRemedy(browser) };
}

function good(item: string, found: string): Finding {
  return { item, state: 'good', found, why: null, remedy: null };
}
