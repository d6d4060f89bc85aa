// A model on WASM: inputs are copied at every run, so each layer has a session of its own with the weights inside.

import { throwIfAborted } from '@/lib/errors';
import type { WeightPlace } from '@/lib/model/families/family';
import { headWeightPlace, layerWeightPlace } from '@/lib/model/families/registry';
import { headWeights, layerWeights, type WeightSlot } from '@/lib/model/layout';
import { gatherWeight } from '@/lib/model/prepare';
import { embedGraph, embedRoles, headGraph, headRoles } from '@/lib/onnx/ends';
import { layerGraph, queryGraph, queryRoles } from '@/lib/onnx/layer';
import { weightWanted } from '@/lib/onnx/numbers';
import { scalesName, type InlineWeights } from '@/lib/onnx/weights';
import { inChunks } from './chunks';
import { ofLayer, weightlessSessions, type ModelSessions, type SessionSource } from './sessions';
import type { BoundGraph, SessionShelf } from './shelf';

/** Creates the sessions of a model with its weights inside. */
export async function wasmSessions(source: SessionSource, shelf: SessionShelf): Promise<ModelSessions> {
  const { model, weights, runtime, signal, onProgress } = source;
  const { spec } = model;
  let done = 0;
  const step = () => onProgress?.(++done, spec.layers + 2);

  async function inline<Role extends string>(
    slots: readonly WeightSlot<Role>[],
    roles: readonly string[] | null,
    placeOf: (role: Role) => WeightPlace,
  ): Promise<InlineWeights> {
    const bytes = new Map<string, Uint8Array>();
    for (const slot of slots) {
      if (roles && !roles.includes(slot.role)) continue;
      throwIfAborted(signal);
      const request = { ...weightWanted(model, slot), place: placeOf(slot.role) };
      const { values, scales } = await gatherWeight(weights, request, signal);
      bytes.set(slot.role, values);
      if (scales) bytes.set(scalesName(slot.role), scales);
    }
    return bytes;
  }
  const inlineEnd = (roles: readonly string[]) =>
    inline(headWeights(spec), roles, (role) => headWeightPlace(spec, role));
  const inlineLayer = (layer: number, roles: readonly string[] | null) =>
    inline(layerWeights(spec), roles, (role) => layerWeightPlace(spec, layer, role));

  const embed = await shelf.create(embedGraph(model, await inlineEnd(embedRoles)));
  step();
  const layers: BoundGraph[] = [];
  for (let layer = 1; layer <= spec.layers; layer++) {
    const graph = await shelf.create(layerGraph(model, 'masked', { inline: await inlineLayer(layer, null) }));
    layers.push(inChunks(runtime.ort, graph));
    step();
  }
  const head = await shelf.create(headGraph(model, await inlineEnd(headRoles)));
  step();
  const queries = new Map<number, BoundGraph>();
  return {
    form: 'plain',
    layer: (layer) => Promise.resolve(ofLayer(layers, layer)),
    embed,
    head,
    ...(await weightlessSessions(model, shelf, 'plain')),
    query: async (layer) => {
      const known = queries.get(layer);
      if (known) return known;
      const made = await shelf.create(queryGraph(model, await inlineLayer(layer, queryRoles)));
      queries.set(layer, made);
      return made;
    },
    release: () => shelf.release(),
  };
}
