// Exact weights of the row under the pointer, read when it rests there: of a long prompt the map keeps only a byte a cell.

import { useEffect, useState } from 'react';
import type { AttentionMap } from '@/lib/trace/attentionMap';

/** How long the pointer stays on a row before it is read, in ms. */
const REST_MS = 60;

interface Read {
  readonly map: AttentionMap;
  readonly row: number;
  readonly weights: Float32Array | null;
}

/** Weights of a row (n); null while they are not there, and where the map has them itself. */
export function useExactRow(
  map: AttentionMap,
  readRow: (row: number) => Promise<Float32Array | null>,
  row: number | null,
): Float32Array | null {
  const [read, setRead] = useState<Read | null>(null);
  const needed = map.values || row === null ? null : row;
  useEffect(() => {
    if (needed === null) return;
    let left = false;
    const timer = setTimeout(() => {
      void readRow(needed).then((weights) => {
        if (!left) setRead({ map, row: needed, weights });
      });
    }, REST_MS);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [map, readRow, needed]);
  return read && read.map === map && read.row === needed ? read.weights : null;
}
