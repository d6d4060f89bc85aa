// Attention of one layer read on demand from its queries and keys, in blocks of rows that fit into memory.

import type { Tensor } from 'onnxruntime-web';
import type { AttentionProbe, SegmentPlan } from '@/lib/engine/backend';
import type { ModelSpec } from '@/lib/model/spec';
import { sessionError, type BoundGraph, type Feeds } from './shelf';
import type { TensorPlace } from './tensors';

/** Values of one block, heads x rows x keys, stay below this. */
const BLOCK_VALUES = 4_000_000;

export interface ProbeSource {
  readonly spec: ModelSpec;
  readonly place: TensorPlace;
  readonly attention: BoundGraph;
  /** (R, H d), owned by the probe. */
  readonly query: Tensor;
  /** Keys of the layer as its KV cache holds them, and owned by it. */
  readonly key: Tensor;
  readonly keyPositions: Float32Array;
  /** Attention window of the layer, where its graph takes one. Owned by the run. */
  readonly window: Feeds;
  readonly plan: SegmentPlan;
}

/** Opens a probe over `source`; it must be read before the cache grows again. */
export function openProbe({
  spec,
  place,
  attention,
  query,
  key,
  keyPositions,
  window,
  plan,
}: ProbeSource): AttentionProbe {
  const { heads, kvHeads } = spec;
  const columns = plan.active;
  const columnOf = new Int32Array((columns.at(-1) ?? -1) + 1).fill(-1);
  columns.forEach((position, column) => (columnOf[position] = column));

  const readBlock = async (list: readonly number[], from: number, to: number): Promise<Float32Array> => {
    const rowIndex = Array.from({ length: to - from }, (_, i) => from + i);
    const own: Feeds = {
      row: place.integers(rowIndex),
      rowPosition: place.singles(Float32Array.from(plan.computed.slice(from, to)), [to - from, 1]),
      keyPosition: place.singles(keyPositions, [keyPositions.length]),
      heads: place.integers(list),
      kvHeads: place.integers(list.map((head) => Math.floor((head * kvHeads) / heads))),
      total: place.hostIntegers([keyPositions.length]),
    };
    try {
      const result = (await attention({ ...own, ...window, query, key }))['attention'];
      if (!result) return new Float32Array(0);
      const values = await place.read(result);
      result.dispose();
      return values;
    } catch (thrown) {
      throw sessionError(thrown);
    } finally {
      for (const tensor of Object.values(own)) tensor.dispose();
    }
  };

  return {
    rows: plan.computed,
    columns,
    heads,
    async read(head, from, to) {
      const list = head === 'mean' ? Array.from({ length: heads }, (_, i) => i) : [head];
      const keys = keyPositions.length;
      const block = Math.max(1, Math.floor(BLOCK_VALUES / (list.length * keys)));
      const read = new Float32Array((to - from) * columns.length);
      for (let start = from; start < to; start += block) {
        const end = Math.min(to, start + block);
        const values = await readBlock(list, start, end);
        for (let row = start; row < end; row++) {
          for (let i = 0; i < keys; i++) {
            const column = columnOf[keyPositions[i] ?? -1] ?? -1;
            if (column >= 0) read[(row - from) * columns.length + column] = values[(row - start) * keys + i] ?? 0;
          }
        }
      }
      return read;
    },
    close: () => query.dispose(),
  };
}
