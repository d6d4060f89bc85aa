// Looks into the engine's worker from outside: its memory, its GPU, and the layers it tells of.

import type { Page, Worker } from '@playwright/test';

declare global {
  var probe: {
    devices: GPUDevice[];
    buffers: Set<GPUBuffer>;
    memories: WebAssembly.Memory[];
    /** When the engine told of a layer that it had computed, in ms since 1970. */
    layers: number[];
  };
  /** Messages between page and engine, as the page sees them. */
  var engineLog: { at: number; type: string }[];
}

export interface EngineProbe {
  /** The engine's worker, once it runs and is watched. Its own helpers (WASM threads) are passed over. */
  readonly watched: Promise<Worker>;
}

/** Watches the engine's next worker. Hold its weights back until `watched` resolves, so that nothing happens unseen. */
export function probeEngine(page: Page): EngineProbe {
  const watched = page
    .waitForEvent('worker', { predicate: (worker) => !worker.url().includes('/ort/'), timeout: 0 })
    .then(async (worker) => {
      await worker.evaluate(watch);
      return worker;
    });
  watched.catch(() => undefined); // a page closed before its engine started
  return { watched };
}

function watch(): void {
  const probe: typeof globalThis.probe = { devices: [], buffers: new Set(), memories: [], layers: [] };
  globalThis.probe = probe;

  WebAssembly.Memory = new Proxy(WebAssembly.Memory, {
    construct(target, args: [WebAssembly.MemoryDescriptor]) {
      const memory = new target(...args);
      probe.memories.push(memory);
      return memory;
    },
  });
  const post = globalThis.postMessage;
  globalThis.postMessage = (message: { event?: { type?: unknown } }, ...rest: unknown[]) => {
    if (message.event?.type === 'layer') probe.layers.push(performance.timeOrigin + performance.now());
    Reflect.apply(post, globalThis, [message, ...rest]);
  };
  if (!('GPUAdapter' in globalThis)) return;
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = async function (descriptor) {
    const device = await requestDevice.call(this, descriptor);
    probe.devices.push(device);
    return device;
  };
  const { createBuffer } = GPUDevice.prototype;
  GPUDevice.prototype.createBuffer = function (descriptor) {
    const buffer = createBuffer.call(this, descriptor);
    probe.buffers.add(buffer);
    return buffer;
  };
  const { destroy } = GPUBuffer.prototype;
  GPUBuffer.prototype.destroy = function () {
    probe.buffers.delete(this);
    return destroy.call(this);
  };
}

/** Logs what page and engine say to each other. To be called before the page opens. */
export async function logEngineMessages(page: Page): Promise<void> {
  await page.addInitScript(() => {
    globalThis.engineLog = [];
    const note = (message: unknown): void => {
      const { type } = message as { type?: unknown };
      if (typeof type === 'string') engineLog.push({ at: performance.timeOrigin + performance.now(), type });
    };
    globalThis.Worker = class extends Worker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        this.addEventListener('message', (event) => note(event.data));
      }
      override postMessage(message: unknown): void {
        note(message);
        super.postMessage(message);
      }
    };
  });
}

export interface MemoryUse {
  /** Objects of the engine's thread, with the bytes of their buffers, after a collection. */
  readonly heapBytes: number;
  readonly wasmBytes: number;
  readonly gpuBuffers: number;
  readonly gpuBytes: number;
}

/** What the engine's thread holds. */
export async function measureMemory(page: Page, worker: Worker): Promise<MemoryUse> {
  const heapBytes = await workerHeap(page, worker);
  return worker.evaluate((heapBytes) => {
    const buffers = [...probe.buffers];
    return {
      heapBytes,
      wasmBytes: probe.memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0),
      gpuBuffers: buffers.length,
      gpuBytes: buffers.reduce((sum, buffer) => sum + buffer.size, 0),
    };
  }, heapBytes);
}

interface TargetMessage {
  readonly id?: number;
  readonly result?: { readonly usedSize?: number; readonly backingStorageSize?: number };
}

/** Bytes of live objects in a worker. Playwright speaks to pages only, so the words go through the page's target. */
async function workerHeap(page: Page, worker: Worker): Promise<number> {
  const session = await page.context().newCDPSession(page);
  const sessionOf = new Promise<string>((resolve) => {
    session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      if (targetInfo.url === worker.url()) resolve(sessionId);
    });
  });
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  const sessionId = await sessionOf;
  const ask = (id: number, method: string): Promise<TargetMessage> =>
    new Promise((resolve, reject) => {
      session.on('Target.receivedMessageFromTarget', ({ message }) => {
        const answer = JSON.parse(message) as TargetMessage;
        if (answer.id === id) resolve(answer);
      });
      session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) }).catch(reject);
    });
  await ask(1, 'HeapProfiler.collectGarbage');
  await ask(2, 'HeapProfiler.collectGarbage');
  const { usedSize = NaN, backingStorageSize = NaN } = (await ask(3, 'Runtime.getHeapUsage')).result ?? {};
  await session.detach();
  return usedSize + backingStorageSize;
}
