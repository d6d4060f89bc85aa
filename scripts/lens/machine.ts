// Opens the model and the backend that the command line asks for.

import { toAppError } from '@/lib/errors';
import type { Backend } from '@/lib/engine/backend';
import { type FolderModel, openFolder } from '@/lib/model/folder';
import type { OpenedModel } from '@/lib/model/files';
import { openSynthetic } from '@/lib/model/synthetic';
import type { MachineOptions } from './options';

const SYNTHETIC = 'synthetic:';

/** Opens a folder, or random weights for `synthetic:SHAPE`. Throws AppError `model-invalid`. */
export async function openModelOption(model: string): Promise<FolderModel> {
  if (!model.startsWith(SYNTHETIC)) return openFolder(model);
  return { ...openSynthetic(model.slice(SYNTHETIC.length)), close: () => Promise.resolve() };
}

/** Loads the model's weights into the backend asked for. Throws AppError `model-invalid` or `out-of-memory`. */
export async function openBackend(model: OpenedModel, options: MachineOptions, signal?: AbortSignal): Promise<Backend> {
  if (options.backend === 'reference') {
    const { createReferenceBackend } = await import('@/lib/backends/reference');
    return createReferenceBackend(model.spec, model.weights);
  }
  const [{ createOrtBackend }, { nodeRuntime }] = await Promise.all([
    import('@/lib/backends/ort'),
    import('@/lib/backends/ort/node'),
  ]);
  try {
    const runtime = nodeRuntime(options.threads);
    return await createOrtBackend({ spec: model.spec, weights: model.weights, runtime, ...(signal ? { signal } : {}) });
  } catch (thrown) {
    if (thrown instanceof RangeError) throw toAppError(thrown, 'out-of-memory', 'loading the model');
    throw thrown;
  }
}
