// Which model on this device can make a recorded run again. Fetches no weights.

import { useQuery } from '@tanstack/react-query';
import { describeStored } from './describeModel';
import { bundledChoice, type ChosenModel, useModel } from './model';
import { bundledModel, syntheticConfigs } from '@/lib/model/catalog';
import { listStored } from '@/lib/storage/models/list';
import type { Trace } from '@/lib/trace/schema';

export interface ModelFor {
  /** Null where there is none, and while they are looked through. */
  readonly model: ChosenModel | null;
  readonly looking: boolean;
}

/** The workbench's model where it has the name, else the bundled one, random weights of a known shape, or a stored one. */
export function useModelFor({ model: made, backend }: Pick<Trace, 'model' | 'backend'>): ModelFor {
  const chosen = useModel();
  const near = chosen.label === made.id ? chosen : (bundled(made.id) ?? synthetic(made));
  const stored = useQuery({
    queryKey: ['model-for', made.id],
    queryFn: async () => {
      const found = (await listStored()).find(({ id, state }) => id === made.id && state === 'complete');
      return found ? describeStored(found) : null;
    },
    enabled: near === null,
    gcTime: 0,
  });
  const model = near ?? stored.data ?? null;
  // Blocks of 4 or 8 bits are other numbers than floats: as recorded, so now.
  const format = backend.blocks ?? (model?.format === 'q4' || model?.format === 'q8' ? 'auto' : model?.format);
  return { model: model && format ? { ...model, format } : null, looking: stored.isLoading };
}

function bundled(id: string): ChosenModel | null {
  return id === bundledModel.id ? bundledChoice : null;
}

function synthetic({ id, spec }: Trace['model']): ChosenModel | null {
  const shape = /^synthetic:(.+)$/.exec(id)?.[1];
  if (!shape || !Object.hasOwn(syntheticConfigs, shape)) return null;
  const source = { kind: 'synthetic', shape } as const;
  const { context } = spec;
  return { ...bundledChoice, source, label: id, spec, context, sizeBytes: null };
}
