// Layers of one model that differ in their rotation table or attention window only: they share sessions, which take what differs as
// inputs.

import type { ModelSpec } from '@/lib/model/spec';

/** What sets a layer apart from others of its model. */
export interface LayerVariant {
  /** Index of its rotation table; null where nothing is rotated. */
  readonly table: number | null;
  /** A row at position p sees positions above p - window; null sees all. */
  readonly window: number | null;
}

/** The variants that occur in a model, in order of their first layer; never empty. */
export function layerVariants(spec: ModelSpec): LayerVariant[] {
  const variants: LayerVariant[] = [];
  for (let layer = 1; layer <= spec.layers; layer++) {
    const variant = read(spec, layer);
    if (!variants.some((known) => same(known, variant))) variants.push(variant);
  }
  return variants;
}

/** Index in `layerVariants` of a layer, counted from 1. */
export function variantOf(spec: ModelSpec, layer: number): number {
  const variant = read(spec, layer);
  return layerVariants(spec).findIndex((known) => same(known, variant));
}

/** Whether graphs take an input `window`. */
export function hasWindows({ attention }: ModelSpec): boolean {
  return attention.windows.some((window) => window !== null);
}

function read({ positions, attention }: ModelSpec, layer: number): LayerVariant {
  return {
    table: positions.kind === 'rope' ? (positions.layers[layer - 1] ?? null) : null,
    window: attention.windows[layer - 1] ?? null,
  };
}

function same(a: LayerVariant, b: LayerVariant): boolean {
  return a.table === b.table && a.window === b.window;
}
