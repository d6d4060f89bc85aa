// Tensors where the sessions run: plain arrays for WASM, GPU buffers for WebGPU. Knows no model.

import type { Tensor } from 'onnxruntime-web';
import { AppError, assert } from '@/lib/errors';
import type { FloatType } from '@/lib/onnx/float';
import { BufferPool } from './bufferPool';
import type { StoredFloats } from './ropeTable';
import type { OrtModule, Runtime } from './runtime';
import { createSelector, type SelectionRule, type Selector } from './select';

/** A table of rows that grows at its end: keys or values of one layer. */
export interface RowStore {
  readonly rows: number;
  /** The rows so far, (rows, width). Valid until the next `append`; never disposed of by the caller. */
  view(): Tensor;
  release(): void;
}

/** Makes and reads tensors in one place: host memory or GPU. */
export interface TensorPlace {
  readonly type: FloatType;
  /** Floats stored in the place's type. */
  floats(values: StoredFloats, dims: readonly number[]): Tensor;
  /** Floats in single precision whatever the place's type. */
  singles(values: Float32Array, dims: readonly number[]): Tensor;
  integers(values: readonly number[]): Tensor;
  /** Integers that an operator reads on the host. */
  hostIntegers(values: readonly number[]): Tensor;
  /** A tensor of the place's type, filled with zeros. */
  empty(dims: readonly number[]): Tensor;
  /** An empty store of the place's type, or of another. */
  rowStore(width: number, capacity: number, type?: FloatType): RowStore;
  /** Copies rows to the ends of stores of this place, all at once. Each tensor is (count, width of its store). */
  append(additions: readonly Addition[]): void;
  /** Copies an f32 tensor to the host. */
  read(tensor: Tensor): Promise<Float32Array>;
  /** Selection by importance where the tensors are; null where the host sees them anyway. */
  readonly select: SelectRows | null;
  /** Releases what is kept from run to run. */
  dispose(): void;
}

/** Rows for a store. */
export interface Addition {
  readonly store: RowStore;
  readonly tensor: Tensor;
  readonly count: number;
}

/** Selects by `scores` (n) f32 among rows at `positions` (n) f32; see `Selector`. The tensors are the caller's. */
export type SelectRows = (
  scores: Tensor,
  positions: Tensor,
  rule: SelectionRule,
) => {
  /** Rows that go on, int32 (k), and their original positions, f32 (k). */
  readonly kept: Tensor;
  readonly positions: Tensor;
  /** Two views of `positions`, (k, 1) and (k), which end with it. */
  readonly rowPosition: Tensor;
  readonly keyPosition: Tensor;
  /** The other rows, int32 (n - k). */
  readonly others: Tensor;
};

/** The place where `runtime`'s sessions keep their tensors. */
export function tensorPlace(runtime: Runtime): TensorPlace {
  return runtime.device
    ? new GpuPlace(runtime.ort, runtime.device, runtime.description.dtype)
    : new HostPlace(runtime.ort);
}

class HostPlace implements TensorPlace {
  readonly type = 'f32';
  readonly select = null;
  constructor(private readonly ort: OrtModule) {}

  floats(values: StoredFloats, dims: readonly number[]): Tensor {
    assert(values instanceof Float32Array, 'tensors on the host are f32');
    return this.singles(values, dims);
  }

  singles(values: Float32Array, dims: readonly number[]): Tensor {
    return new this.ort.Tensor('float32', values, dims);
  }

  integers(values: readonly number[]): Tensor {
    return new this.ort.Tensor('int32', Int32Array.from(values), [values.length]);
  }

  hostIntegers(values: readonly number[]): Tensor {
    return this.integers(values);
  }

  empty(dims: readonly number[]): Tensor {
    return this.singles(new Float32Array(dims.reduce((product, dim) => product * dim, 1)), dims);
  }

  dispose(): void {
    // Host memory is collected.
  }

  rowStore(width: number, capacity: number): RowStore {
    return new HostRows(this.ort, width, capacity);
  }

  append(additions: readonly Addition[]): void {
    for (const { store, tensor, count } of additions) {
      assert(store instanceof HostRows, 'a store of another place');
      store.append(tensor, count);
    }
  }

  read(tensor: Tensor): Promise<Float32Array> {
    return Promise.resolve(tensor.data as Float32Array); // every tensor read is f32 by its graph
  }
}

class HostRows implements RowStore {
  rows = 0;
  #values: Float32Array;

  constructor(
    private readonly ort: OrtModule,
    private readonly width: number,
    capacity: number,
  ) {
    this.#values = new Float32Array(capacity * width);
  }

  append(tensor: Tensor, count: number): void {
    if ((this.rows + count) * this.width > this.#values.length) {
      const larger = new Float32Array(grow(this.rows, count) * this.width);
      larger.set(this.#values.subarray(0, this.rows * this.width));
      this.#values = larger;
    }
    this.#values.set(tensor.data as Float32Array, this.rows * this.width);
    this.rows += count;
  }

  view(): Tensor {
    return new this.ort.Tensor('float32', this.#values.subarray(0, this.rows * this.width), [this.rows, this.width]);
  }

  release(): void {
    this.#values = new Float32Array(0);
  }
}

class GpuPlace implements TensorPlace {
  readonly #selector: Selector;
  readonly #uploads: BufferPool;
  readonly #readings: BufferPool;

  constructor(
    private readonly ort: OrtModule,
    private readonly device: GPUDevice,
    readonly type: FloatType,
  ) {
    this.#selector = createSelector(device);
    this.#uploads = new BufferPool((size) => createBuffer(device, size));
    const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
    this.#readings = new BufferPool((size) => device.createBuffer({ size, usage }));
  }

  dispose(): void {
    this.#uploads.release();
    this.#readings.release();
  }

  readonly select: SelectRows = (scores, positions, rule) => {
    const selected = this.#selector(scores.gpuBuffer, positions.gpuBuffer, rule);
    const tensor = (buffer: GPUBuffer, dataType: 'int32' | 'float32', length: number) =>
      this.ort.Tensor.fromGpuBuffer(buffer, { dataType, dims: [length], dispose: () => buffer.destroy() });
    const view = (dims: number[]) => this.ort.Tensor.fromGpuBuffer(selected.positions, { dataType: 'float32', dims });
    return {
      kept: tensor(selected.kept, 'int32', rule.keep),
      positions: this.ort.Tensor.fromGpuBuffer(selected.positions, {
        dataType: 'float32',
        dims: [rule.keep],
        dispose: () => selected.positions.destroy(),
      }),
      rowPosition: view([rule.keep, 1]),
      keyPosition: view([rule.keep]),
      others: tensor(selected.others, 'int32', rule.rows - rule.keep),
    };
  };

  floats(values: StoredFloats, dims: readonly number[]): Tensor {
    return this.#upload(values, values instanceof Float32Array ? 'float32' : 'float16', dims);
  }

  singles(values: Float32Array, dims: readonly number[]): Tensor {
    return this.#upload(values, 'float32', dims);
  }

  integers(values: readonly number[]): Tensor {
    return this.#upload(Int32Array.from(values), 'int32', [values.length]);
  }

  hostIntegers(values: readonly number[]): Tensor {
    return new this.ort.Tensor('int32', Int32Array.from(values), [values.length]);
  }

  empty(dims: readonly number[]): Tensor {
    const bytes = dims.reduce((product, dim) => product * dim, this.type === 'f16' ? 2 : 4);
    const buffer = createBuffer(this.device, bytes);
    const dataType = this.type === 'f16' ? 'float16' : 'float32';
    return this.ort.Tensor.fromGpuBuffer(buffer, { dataType, dims, dispose: () => buffer.destroy() });
  }

  rowStore(width: number, capacity: number, type = this.type): RowStore {
    return new GpuRows(this.ort, this.device, type, width, capacity);
  }

  append(additions: readonly Addition[]): void {
    // One encoder for all: submitting costs more than copying a row.
    const encoder = this.device.createCommandEncoder();
    const outgrown = additions.map(({ store, tensor, count }) => {
      assert(store instanceof GpuRows, 'a store of another place');
      return store.append(encoder, tensor, count);
    });
    this.device.queue.submit([encoder.finish()]);
    for (const buffer of outgrown) buffer?.destroy();
  }

  /** Every tensor read is f32 by its graph. */
  async read(tensor: Tensor): Promise<Float32Array> {
    const bytes = tensor.size * 4;
    const copy = this.#readings.take(bytes);
    try {
      const encoder = this.device.createCommandEncoder();
      encoder.copyBufferToBuffer(tensor.gpuBuffer, 0, copy, 0, bytes);
      this.device.queue.submit([encoder.finish()]);
      await copy.mapAsync(GPUMapMode.READ, 0, bytes);
    } catch (thrown) {
      copy.destroy();
      throw thrown;
    }
    const values = new Float32Array(copy.getMappedRange(0, bytes).slice(0));
    copy.unmap();
    this.#readings.giveBack(copy);
    return values;
  }

  #upload(
    values: StoredFloats | Int32Array,
    dataType: 'float16' | 'float32' | 'int32',
    dims: readonly number[],
  ): Tensor {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const buffer = this.#uploads.take(bytes.byteLength);
    this.device.queue.writeBuffer(buffer, 0, padded(bytes));
    return this.ort.Tensor.fromGpuBuffer(buffer, { dataType, dims, dispose: () => this.#uploads.giveBack(buffer) });
  }
}

class GpuRows implements RowStore {
  rows = 0;
  #buffer: GPUBuffer;
  readonly #rowBytes: number;

  constructor(
    private readonly ort: OrtModule,
    private readonly device: GPUDevice,
    private readonly type: FloatType,
    private readonly width: number,
    capacity: number,
  ) {
    this.#rowBytes = width * (type === 'f16' ? 2 : 4);
    this.#buffer = createBuffer(device, capacity * this.#rowBytes);
  }

  /** Encodes the copy; gives a buffer that was outgrown, to be destroyed once the copy was submitted. */
  append(encoder: GPUCommandEncoder, tensor: Tensor, count: number): GPUBuffer | null {
    const outgrown = (this.rows + count) * this.#rowBytes > this.#buffer.size ? this.#buffer : null;
    if (outgrown) {
      this.#buffer = createBuffer(this.device, grow(this.rows, count) * this.#rowBytes);
      encoder.copyBufferToBuffer(outgrown, 0, this.#buffer, 0, this.rows * this.#rowBytes);
    }
    encoder.copyBufferToBuffer(tensor.gpuBuffer, 0, this.#buffer, this.rows * this.#rowBytes, count * this.#rowBytes);
    this.rows += count;
    return outgrown;
  }

  view(): Tensor {
    return this.ort.Tensor.fromGpuBuffer(this.#buffer, {
      dataType: this.type === 'f16' ? 'float16' : 'float32',
      dims: [this.rows, this.width],
    });
  }

  release(): void {
    this.#buffer.destroy();
  }
}

/** Rows to make room for: revived tokens may outgrow the first guess, each time by half. */
function grow(rows: number, more: number): number {
  return Math.ceil((rows + more) * 1.5);
}

/** A storage buffer of at least `size` bytes for `what`. Throws AppError `out-of-memory` where one binding cannot be that large. */
export function createBuffer(device: GPUDevice, size: number, what = 'a table of the run'): GPUBuffer {
  const limit = Math.min(device.limits.maxBufferSize, device.limits.maxStorageBufferBindingSize);
  if (size > limit) {
    throw new AppError(
      'out-of-memory',
      `${what} needs a GPU buffer of ${Math.round(size / 2 ** 20)} MiB, this device allows ${Math.round(limit / 2 ** 20)} MiB; use a smaller model, a shorter prompt or WASM`,
    );
  }
  return device.createBuffer({
    size: Math.max(16, Math.ceil(size / 16) * 16),
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
  });
}

/** `writeBuffer` takes whole 4-byte words. */
export function padded(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  if (bytes.byteLength % 4 === 0) return bytes as Uint8Array<ArrayBuffer>;
  const whole = new Uint8Array(Math.ceil(bytes.byteLength / 4) * 4);
  whole.set(bytes);
  return whole;
}
