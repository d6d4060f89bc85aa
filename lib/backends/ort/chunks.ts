// A layer over many rows on WASM, run in chunks of rows: a chunk attends to the keys up to its own end only, which leaves out most of
// the masked half of the attention matrix and keeps its size bounded. Every row's result is what one run would give.

import type { Tensor } from 'onnxruntime-web';
import { assert } from '@/lib/errors';
import type { OrtModule } from './runtime';
import type { BoundGraph, Feeds } from './shelf';

/** Rows of one run. Smaller chunks save more attention and cost more copies of cached keys; measured best at 1,024 and 2,048 tokens. */
const CHUNK_ROWS = 256;

/** Wraps a `masked` layer graph with tensors on the host. */
export function inChunks(ort: OrtModule, graph: BoundGraph): BoundGraph {
  return async (feeds, results) => {
    const rows = feeds['x']?.dims[0] ?? 0;
    const chunks = Math.round(rows / CHUNK_ROWS);
    if (chunks < 2) return graph(feeds, results);

    const past = feeds['pastKey']?.dims[0] ?? 0;
    const keys = joined(feeds['pastKey'], rows);
    const values = joined(feeds['pastValue'], rows);
    const output = { width: widthOf(feeds['x']), floats: new Float32Array(floatsOf(feeds['x']).length) };
    let last: Feeds = {};
    for (let chunk = 0; chunk < chunks; chunk++) {
      const from = Math.round((chunk * rows) / chunks);
      const to = Math.round(((chunk + 1) * rows) / chunks);
      const chunkFeeds: Feeds = {
        ...(feeds['window'] ? { window: feeds['window'] } : {}),
        pastKey: view(ort, keys, 0, past + from),
        pastValue: view(ort, values, 0, past + from),
        keyPosition: new ort.Tensor('float32', floatsOf(feeds['keyPosition']).subarray(0, past + to), [past + to]),
      };
      for (const name of ['x', 'cos', 'sin', 'rowPosition']) {
        if (!feeds[name]) continue; // a model without rotary positions
        chunkFeeds[name] = view(ort, { width: widthOf(feeds[name]), floats: floatsOf(feeds[name]) }, from, to);
      }
      last = await graph(chunkFeeds, results);
      keys.floats.set(floatsOf(last['newKey']), (past + from) * keys.width);
      values.floats.set(floatsOf(last['newValue']), (past + from) * values.width);
      output.floats.set(floatsOf(last['y']), from * output.width);
    }
    return {
      ...last, // lastQuery is that of the last chunk
      y: view(ort, output, 0, rows),
      newKey: view(ort, keys, past, past + rows),
      newValue: view(ort, values, past, past + rows),
    };
  };
}

interface Table {
  readonly width: number;
  readonly floats: Float32Array;
}

/** A copy of a table with room for `more` rows. */
function joined(tensor: Tensor | undefined, more: number): Table {
  const width = widthOf(tensor);
  const known = floatsOf(tensor);
  const floats = new Float32Array(known.length + more * width);
  floats.set(known);
  return { width, floats };
}

function view(ort: OrtModule, { width, floats }: Table, from: number, to: number): Tensor {
  return new ort.Tensor('float32', floats.subarray(from * width, to * width), [to - from, width]);
}

function floatsOf(tensor: Tensor | undefined): Float32Array {
  assert(tensor?.data instanceof Float32Array, 'a layer graph on WASM takes and gives f32');
  return tensor.data;
}

function widthOf(tensor: Tensor | undefined): number {
  return tensor?.dims[1] ?? 0;
}
