// Weights inside a graph: declared where they are first used, as inputs or, when their bytes are given, as initializers. Knows
// how each form of a matrix is multiplied.

import type { WeightSlot } from '@/lib/model/layout';
import { QUANTIZED_BLOCK } from '@/lib/model/blocks';
import { preparedParts, type PreparedPart } from '@/lib/model/prepare';
import type { GraphBuilder, Value } from './graph';
import { matrixForm, weightWanted, type GraphModel } from './numbers';

/** Bytes of a graph's weights by the names of their tensors, for graphs that hold their weights. */
export type InlineWeights = ReadonlyMap<string, Uint8Array>;

/** MatMulNBits may round activations to 8-bit integers (4) or keep them as they are (0, by type). */
const ACCURACY_LEVEL: 0 | 4 = 0;

/** Name of the scales of a weight in blocks; its blocks have the name of its role. */
export function scalesName(role: string): string {
  return `${role}.scales`;
}

/** Reads the weights of one layer, or of the graphs around the layers, by role. */
export interface WeightReader {
  /** The value of a vector or table. */
  value(role: string): Value;
  /** The value where the model has such a weight. */
  maybe(role: string): Value | null;
  /** rows x weight, plus the bias where the model has one: (R, in) to (R, out). */
  linear(rows: Value, role: string): Value;
}

/** `prefix` goes before the names of the tensors, so that a graph can hold several layers. */
export function weightReader(
  g: GraphBuilder,
  model: GraphModel,
  slots: readonly WeightSlot[],
  inline?: InlineWeights,
  prefix = '',
): WeightReader {
  const declared = new Map<string, readonly Value[]>();
  const find = (role: string) => slots.find((slot) => slot.role === role);
  const declare = (slot: WeightSlot): readonly Value[] => {
    const known = declared.get(slot.role);
    if (known) return known;
    const tensor = (name: string, { type, dims }: PreparedPart) => {
      const bytes = inline?.get(name);
      return bytes ? g.initializer(prefix + name, type, dims, bytes) : g.input(prefix + name, type, dims);
    };
    const { values: floats, scales } = preparedParts(weightWanted(model, slot));
    const values = [tensor(slot.role, floats), ...(scales ? [tensor(scalesName(slot.role), scales)] : [])];
    declared.set(slot.role, values);
    return values;
  };
  const slotOf = (role: string): WeightSlot => {
    const slot = find(role);
    if (!slot) throw new Error(`graph ${g.name} has no weight ${role}`);
    return slot;
  };
  const value = (role: string): Value => declare(slotOf(role))[0] ?? '';
  const maybe = (role: string): Value | null => (find(role) ? value(role) : null);
  return {
    value,
    maybe,
    linear(rows, role) {
      const slot = slotOf(role);
      const form = matrixForm(model, slot);
      const [weight = '', scales = ''] = declare(slot);
      const bias = maybe(`${role}Bias`);
      if (form === 'rows') return g.op('Gemm', bias ? [rows, weight, bias] : [rows, weight], { transB: 1 });
      const product =
        form === 'columns' ? g.op('MatMul', [rows, weight]) : multiplyBlocks(g, rows, weight, scales, slot, form);
      return bias ? g.op('Add', [product, bias]) : product;
    },
  };
}

function multiplyBlocks(
  g: GraphBuilder,
  rows: Value,
  weight: Value,
  scales: Value,
  { dims: [out = 0, inputs = 0] }: WeightSlot,
  form: 'q8' | 'q4',
): Value {
  const [product = ''] = g.contrib('MatMulNBits', [rows, weight, scales], {
    K: inputs,
    N: out,
    bits: form === 'q8' ? 8 : 4,
    block_size: QUANTIZED_BLOCK,
    accuracy_level: ACCURACY_LEVEL,
  });
  return product;
}
