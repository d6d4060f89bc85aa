// Opens a model from any source. Runs on page, worker and Node alike; knows no backend.

import { type ModelFiles, type OpenedModel, openModelFiles } from './files';
import { localFiles } from './localFiles';
import type { ModelSource } from './source';
import { openSynthetic } from './synthetic';
import { webFiles } from './webFiles';

export interface OpenOptions {
  readonly fetch: typeof fetch;
  /** Opens a model that is stored on this device. */
  readonly openStored: (key: string) => Promise<ModelFiles>;
  readonly signal?: AbortSignal;
  /** Bytes received of a weights file that is fetched whole, of how many; `total` is 0 where the server does not say. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Opens a model. Throws AppError `download-failed` (network), `storage-failed` (this device) or `model-invalid` (its content), naming
 * the file; AbortError when stopped.
 */
export async function openModel(source: ModelSource, options: OpenOptions): Promise<OpenedModel> {
  if (source.kind !== 'synthetic') return openModelFiles(await filesOf(source, options), options.signal);
  if ('shape' in source) return openSynthetic(source.shape);
  return openSynthetic(source.config.model_type, source.config);
}

/** The files of a source that has files. Throws as `openModel`. */
export async function filesOf(
  source: Exclude<ModelSource, { kind: 'synthetic' }>,
  options: OpenOptions,
): Promise<ModelFiles> {
  switch (source.kind) {
    case 'url':
      return webFiles(source.id, source.url, options);
    case 'files':
      return localFiles(source.id, source.files);
    case 'stored':
      return options.openStored(source.key);
  }
}
