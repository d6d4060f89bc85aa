// Which layers see a sliding window only, as config.json tells it.

import { z } from 'zod';
import { count, invalid } from './fields';

const layerTypes = ['full_attention', 'sliding_attention'] as const;

/** `layer_types` is today's spelling; before, each family had a rule of its own. */
export const windowFields = {
  sliding_window: count.nullish(),
  layer_types: z.array(z.enum(layerTypes, `supported: ${layerTypes.join(', ')}`)).nullish(),
};

export type WindowConfig = z.output<z.ZodObject<typeof windowFields>> & { num_hidden_layers: number };

/**
 * The window of each layer. (L) `slides` says which layers, counted from 0, have one where the file has no `layer_types`; with
 * `on` false none has.
 */
export function readWindows(config: WindowConfig, slides: (index: number) => boolean, on = true): (number | null)[] {
  const { num_hidden_layers: layers, layer_types: types, sliding_window: window } = config;
  if (types && types.length !== layers) {
    throw invalid(`layer_types names ${types.length} layers, num_hidden_layers is ${layers}`);
  }
  return Array.from({ length: layers }, (_, index) => {
    const sliding = types ? types[index] === 'sliding_attention' : slides(index);
    return (on && sliding && window) || null;
  });
}
