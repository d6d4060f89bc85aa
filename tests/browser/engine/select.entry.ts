// Runs in the browser: the selection kernels on given scores, their lists handed back to the test.

import { createSelector } from '@/lib/backends/ort/select';

export interface SelectionCase {
  readonly scores: readonly number[];
  /** Original positions of the rows, ascending. */
  readonly positions: readonly number[];
  readonly keep: number;
  readonly sinks: number;
}

export interface SelectionResult {
  readonly kept: number[];
  readonly others: number[];
  readonly positions: number[];
}

/** Selects in every case, on one device. */
export async function selectOnGpu(cases: readonly SelectionCase[]): Promise<SelectionResult[]> {
  const adapter = await navigator.gpu.requestAdapter();
  const device = await adapter?.requestDevice();
  if (!device) throw new Error('no GPU');
  const select = createSelector(device);
  const upload = (values: Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>): GPUBuffer => {
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
    const buffer = device.createBuffer({ size: Math.max(16, values.byteLength), usage });
    device.queue.writeBuffer(buffer, 0, values);
    return buffer;
  };
  const read = async (buffer: GPUBuffer, length: number): Promise<ArrayBuffer> => {
    const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
    const copy = device.createBuffer({ size: buffer.size, usage });
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(buffer, 0, copy, 0, buffer.size);
    device.queue.submit([encoder.finish()]);
    await copy.mapAsync(GPUMapMode.READ);
    return copy.getMappedRange().slice(0, length * 4);
  };

  const results: SelectionResult[] = [];
  for (const { scores, positions, keep, sinks } of cases) {
    const rows = scores.length;
    const selected = select(upload(Float32Array.from(scores)), upload(Float32Array.from(positions)), {
      rows,
      keep,
      sinks,
    });
    results.push({
      kept: Array.from(new Int32Array(await read(selected.kept, keep))),
      others: Array.from(new Int32Array(await read(selected.others, rows - keep))),
      positions: Array.from(new Float32Array(await read(selected.positions, keep))),
    });
  }
  return results;
}
