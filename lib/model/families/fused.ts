// How checkpoints put several weights into one tensor: query, key and value, or gate and up.

import type { HeadRole, LayerRole } from '../layout';
import type { ModelSpec } from '../spec';
import type { RowRuns, WeightPlace } from './family';

type Within = Omit<WeightPlace, 'tensor'>;
type Role = LayerRole | HeadRole;

/** Rows of [all queries, all keys, all values]. Nothing for other roles. */
export function stackedQkv(spec: ModelSpec, role: Role): Within {
  const { heads, kvHeads, headDim } = spec;
  const [queries, keys] = [heads * headDim, kvHeads * headDim];
  return qkv(spec, role, {
    query: whole(0, queries),
    key: whole(queries, keys),
    value: whole(queries + keys, keys),
  });
}

/** Rows of [the queries of a group, its key, its value] for each key-value head in turn. Nothing for other roles. */
export function groupedQkv(spec: ModelSpec, role: Role): Within {
  const { heads, kvHeads, headDim } = spec;
  const queries = (heads / kvHeads) * headDim;
  const stride = queries + 2 * headDim;
  return qkv(spec, role, {
    query: { start: 0, length: queries, stride, count: kvHeads },
    key: { start: queries, length: headDim, stride, count: kvHeads },
    value: { start: queries + headDim, length: headDim, stride, count: kvHeads },
  });
}

/** Rows of [gate, up]. Nothing for other roles. */
export function stackedGateUp({ hidden, intermediate }: ModelSpec, role: Role): Within {
  const shape = [2 * intermediate, hidden];
  if (role === 'gate') return { rows: whole(0, intermediate), shape };
  if (role === 'up') return { rows: whole(intermediate, intermediate), shape };
  return {};
}

function whole(start: number, length: number): RowRuns {
  return { start, length, stride: length, count: 1 };
}

function qkv(spec: ModelSpec, role: Role, rows: Record<'query' | 'key' | 'value', RowRuns>): Within {
  const { hidden, heads, kvHeads, headDim } = spec;
  const width = (heads + 2 * kvHeads) * headDim;
  const part = (['query', 'key', 'value'] as const).find((name) => role === name || role === `${name}Bias`);
  if (!part) return {};
  return { rows: rows[part], shape: role === part ? [width, hidden] : [width] };
}
