// What a browser offers, as plain values: what the probe finds and the judge reads.

export interface Facts {
  readonly userAgent: string;
  readonly secureContext: boolean;
  readonly crossOriginIsolated: boolean;
  /** Threads that the WASM build would use. */
  readonly threads: number;
  readonly jspi: boolean;
  readonly gpu: GpuFacts;
  readonly storage: StorageFacts;
}

export type GpuFacts =
  | { readonly at: 'no-api' }
  /** The browser has WebGPU and gives no adapter; `reason` is its own message where it threw one. */
  | { readonly at: 'no-adapter'; readonly reason: string | null }
  | {
      readonly at: 'adapter';
      readonly name: string;
      /** WebGPU on the processor, such as SwiftShader. */
      readonly software: boolean;
      readonly f16: boolean;
      /** Threads of the smallest subgroup; null without subgroups. */
      readonly subgroupSize: number | null;
      /** Bytes of one buffer, and of as much of it as a kernel reads at once. */
      readonly maxBufferSize: number;
      readonly maxStorageBufferBindingSize: number;
      /** Bytes that a workgroup's threads share. */
      readonly maxComputeWorkgroupStorageSize: number;
      /** Why no device was given; null where one was. */
      readonly refused: string | null;
    };

export interface StorageFacts {
  /** Why the page has no files of its own (OPFS) here; null where it has. */
  readonly filesRefused: string | null;
  /** Null where the browser does not tell. */
  readonly quotaBytes: number | null;
  readonly usedBytes: number | null;
  /** Whether the browser promised to keep what is stored; null where it does not tell. */
  readonly persisted: boolean | null;
}
