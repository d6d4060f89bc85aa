// What page and download worker say to each other about stored models, and what the page is shown. Plain values and schemas only.

import { z } from 'zod';
import { modelAddressSchema } from '@/lib/model/hub/address';
import type { AppError } from '@/lib/errors';

const count = z.number().int().nonnegative();

/** A model to fetch; `tokenizer` names another place for the tokenizer's files where the model has none that can be read. */
export const modelRequestSchema = z.object({
  source: modelAddressSchema,
  tokenizer: modelAddressSchema.nullable(),
});

export type ModelRequest = z.output<typeof modelRequestSchema>;

/**
 * `complete`: every size and hash was checked; the model opens without network. `partial`: resumed by the same request.
 * `damaged`: its records cannot be read, or a file is not as long as it was; only `remove`, or a download from anew, helps.
 */
const storedStateSchema = z.enum(['complete', 'partial', 'damaged']);

/** A model on this device. */
export const storedModelSchema = z.object({
  /**
   * Unique: `owner/name@commit`, or the URL of the folder; ` + ` and the tokenizer's place where it is another. Opens the model as
   * `{kind: 'stored', key}`.
   */
  key: z.string(),
  /** `owner/name`, or the URL of the folder. */
  id: z.string(),
  state: storedStateSchema,
  /** What was asked for, so that a partial model can be resumed; null where damaged. */
  request: modelRequestSchema.nullable(),
  /** The commit that the revision meant when it was asked for; null for a URL. */
  commit: z.string().nullable(),
  /** SPDX-like name as the Hub gives it, e.g. `apache-2.0`; null where unknown. */
  licence: z.string().nullable(),
  /** `model_type` of config.json. */
  modelType: z.string().nullable(),
  /** Of all files, and of what is on this device and checked. */
  totalBytes: count,
  storedBytes: count,
  files: z.array(
    z.object({
      name: z.string(),
      bytes: count,
      storedBytes: count,
      /** Hex. The Hub's where it gives one, else of what arrived; null while the file is incomplete and the Hub gives none. */
      sha256: z.string().nullable(),
    }),
  ),
  /** When it was first asked for, ISO 8601. */
  addedAt: z.string().nullable(),
});

export type StoredModel = z.output<typeof storedModelSchema>;

/** What one bar shows. */
const progressSchema = z.object({
  /** Checked and on disk, of all files together; includes what was here before. */
  doneBytes: count,
  totalBytes: count,
  /** Of `doneBytes`: already on this device when the download began, and fetched since. */
  deviceBytes: count,
  networkBytes: count,
  /** The file at hand, `model-00001-of-00002.safetensors`. */
  file: z.string(),
  /** Over the last seconds; null before anything can be said. */
  bytesPerSecond: z.number().nonnegative().nullable(),
  secondsLeft: z.number().nonnegative().nullable(),
});

export type Progress = z.output<typeof progressSchema>;

/** The download worker's reports. */
export const downloadEventSchema = z.discriminatedUnion('at', [
  /** Asks the server which files there are, and reads config.json; no weights yet. */
  z.object({ at: z.literal('asking') }),
  /** Another tab downloads this model; this one goes on when that one ends. */
  z.object({ at: z.literal('elsewhere') }),
  /** Reads what is on this device and compares it with the hashes noted when it arrived. */
  z.object({ at: z.literal('checking'), key: z.string(), progress: progressSchema }),
  /** `note`: a sentence where a file began anew (no part of it can be asked for, or it changed on the server); null elsewhere. */
  z.object({ at: z.literal('downloading'), key: z.string(), progress: progressSchema, note: z.string().nullable() }),
  /** The connection is lost, or the server asks to wait; tried again in `seconds`. `reason` is a sentence. */
  z.object({
    at: z.literal('reconnecting'),
    key: z.string(),
    progress: progressSchema,
    seconds: z.number(),
    reason: z.string(),
  }),
]);

export type DownloadEvent = z.output<typeof downloadEventSchema>;

/** A download of this tab: running, or stopped with something to resume. One that ends well is a stored model instead. */
export interface DownloadState {
  /** Same request, same id. */
  readonly id: string;
  readonly request: ModelRequest;
  readonly phase:
    | DownloadEvent
    | { readonly at: 'paused'; readonly progress: Progress | null }
    | { readonly at: 'failed'; readonly progress: Progress | null; readonly error: AppError };
}

/** How full the browser's storage for this page is. */
export interface StorageUse {
  /** Everything this page stores, runs and caches included. */
  readonly usedBytes: number;
  /** What the browser would let this page use in all; usually a share of the free disk. */
  readonly quotaBytes: number;
  /** Whether the browser promised not to clear the page's storage when the disk is full. */
  readonly persisted: boolean;
}

export interface StoreSnapshot {
  /** Sorted by id; null until first read. Downloads that run are in here too, as `partial`. */
  readonly models: readonly StoredModel[] | null;
  readonly downloads: readonly DownloadState[];
  /** Null until first read, and where the browser does not tell. */
  readonly use: StorageUse | null;
  /** Why nothing can be stored here (no OPFS: a private window, an insecure address); null where it can. */
  readonly unavailable: AppError | null;
}

/** The page's store of models. Every method may be called at any time; nothing here touches the engine. */
export interface ModelStore {
  /** For `useSyncExternalStore`: snapshots are replaced, never changed. Other tabs' changes arrive too. */
  subscribe(listener: () => void): () => void;
  getSnapshot(): StoreSnapshot;
  /** Reads the list and the use anew. Never rejects: what is wrong stands in the snapshot. */
  refresh(): Promise<void>;
  /**
   * Starts or resumes a download; resolves with the complete model. What is complete is checked and given at once, "from this
   * device". `token` (gated repositories) goes to the request's endpoint only and is kept in memory only. Rejects with AppError
   * (`input-invalid`, `model-invalid`, `tokenizer-invalid`, `download-failed`, `storage-failed`), or with AbortError when paused
   * or cancelled. A second call for a running request joins it.
   */
  download(request: ModelRequest, options?: { token?: string | null }): Promise<StoredModel>;
  /** Stops a download and keeps what it has; resumed by `download` with the same request. */
  pause(id: string): void;
  /** Stops a download and removes what it has, unless it was complete before. */
  cancel(id: string): Promise<void>;
  /** Takes a failed or paused download off the list; what it has stays on the device. */
  dismiss(id: string): void;
  /** Removes one model; the others are not touched. Throws AppError `storage-failed` while a tab downloads it. */
  remove(key: string): Promise<void>;
  /** Asks the browser not to clear the storage when the disk is full; false where it declines. */
  persist(): Promise<boolean>;
  /** Stops every download; what they have stays. */
  dispose(): void;
}
