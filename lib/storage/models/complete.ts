// Makes a planned model complete on this device: checks what is here, refuses what cannot run before its weights come, brings the
// rest, checks the whole, and only then says so. The caller holds the model's lock.

import { AppError } from '@/lib/errors';
import { type ModelFiles, openModelFiles } from '@/lib/model/files';
import { bring, type Origin, type Travel } from './arrive';
import { type ChunkedFile, openChunkedFile } from './chunkedFile';
import { CHUNK_BYTES } from './chunks';
import { folderName, makeFolder } from './directory';
import { isWhole } from './list';
import type { Plan } from './plan';
import { reconcile } from './reconcile';
import { findNotes, type ModelRecord, noteModel, type Noted } from './records';
import { removeModel } from './remove';
import { createReporter, type Reporter } from './reporter';
import { announceChange, requestId } from './requests';
import type { DownloadEvent } from './types';

export interface Completion {
  readonly plan: Plan;
  /** What there is to say from the start, as a sentence. */
  readonly note: string | null;
  readonly travel: Pick<Travel, 'http' | 'signal' | 'now'>;
  /** The time now, ISO 8601. */
  readonly date: () => string;
  emit(event: DownloadEvent): void;
}

/**
 * Brings what is missing of a model. Throws Changed, Refused, AppError `download-failed`, `model-invalid` (nothing is kept then) or
 * `storage-failed`, AbortError.
 */
export async function completeModel(completion: Completion): Promise<Noted> {
  const { plan, travel } = completion;
  const { record, fileRecords, note } = await begin(completion);
  const folder = await makeFolder(record.folder);
  const files: ChunkedFile[] = [];
  const reporter = createReporter({ key: plan.key, files, note, now: travel.now, emit: completion.emit });
  try {
    for (const file of fileRecords) files.push(await openChunkedFile(folder, file));
    for (const file of files) await file.check((bytes) => reporter.onChecked(file, bytes), travel.signal);
    const records = () => files.map((file) => file.record);
    if (record.complete && isWhole(record, records())) return { key: plan.key, record, files: records() };

    await noteModel({ ...record, complete: false }, records());
    announceChange();
    for (const file of files) file.reserve();
    await fetchFiles(plan, files, { ...travel, ...reporter });
    const complete = { ...record, complete: true };
    await noteModel(complete, records());
    return { key: plan.key, record: complete, files: records() };
  } catch (thrown) {
    for (const file of files.splice(0)) file.close();
    const neverRuns = thrown instanceof AppError && thrown.code === 'model-invalid' && !record.complete;
    if (neverRuns) await removeModel(plan.key, record.folder);
    throw thrown;
  } finally {
    reporter.close();
    for (const file of files) file.close();
    announceChange();
  }
}

/** The records to go on with: those of an earlier download as far as they hold, or new ones. */
async function begin({ plan, note, date }: Completion) {
  const found = await findNotes(plan.key);
  const folder = found?.record?.folder ?? (await folderName(plan.key));
  if (found && !found.record) await removeModel(plan.key, folder);
  const { files, anew } = reconcile(plan, found?.record ? found.files : []);
  const { key, id, request, commit, tokenizerCommit, licence, modelType } = plan;
  const fresh = {
    key,
    id,
    commit,
    tokenizerCommit,
    licence,
    modelType,
    folder,
    request,
    requestId: requestId(request),
  };
  const record: ModelRecord = found?.record ?? { ...fresh, addedAt: date(), complete: false };
  const reason = anew.length ? `${anew.join(', ')} began anew: it may have changed on its server since.` : null;
  return { record, fileRecords: files, note: reason ?? note };
}

async function fetchFiles(plan: Plan, files: readonly ChunkedFile[], travel: Travel & Reporter): Promise<void> {
  const { signal } = travel;
  const originOf = ({ record: { place } }: ChunkedFile): Origin => {
    const { source, tokenizer } = plan.request;
    if (place === 'tokenizer' && tokenizer) return { address: tokenizer, commit: plan.tokenizerCommit };
    return { address: source, commit: plan.commit };
  };
  const bringPart = (file: ChunkedFile, end: number) => bring(file, end, originOf(file), travel);

  for (const file of files) {
    const { content } = plan.files.find(({ name }) => name === file.name) ?? {};
    if (content) await keepContent(file, content);
  }
  for (const file of files.filter(({ name }) => !isWeights(name))) await bringWhole(file);
  // Headers of all weights come first, where a server sends parts of files.
  await openModelFiles(readable(plan.id, files, bringPart), signal);
  for (const file of files.filter(({ name }) => isWeights(name))) await bringWhole(file);
  await openModelFiles(
    readable(plan.id, files, async () => undefined),
    signal,
  );

  /** Twice where what came is not what the Hub has: a byte may be flipped on the way. */
  async function bringWhole(file: ChunkedFile): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      travel.onFile(file);
      await bringPart(file, file.bytes);
      if (await file.seal(signal)) return;
      await file.forget();
      const reason = 'what arrived is not what the Hub has: its hash is another';
      if (attempt === 2) {
        const remedy = 'something on the way changes it. Try another network, then try again';
        throw new AppError('download-failed', `${file.name}: ${reason}, twice; ${remedy}.`);
      }
      travel.onAnew(`${file.name} began anew: ${reason}.`);
    }
  }
}

function isWeights(name: string): boolean {
  return name.endsWith('.safetensors');
}

async function keepContent(file: ChunkedFile, content: Uint8Array<ArrayBuffer>): Promise<void> {
  for (const { start, end } of file.missing()) {
    for (let at = start; at < end; at += CHUNK_BYTES) {
      await file.keep(at / CHUNK_BYTES, content.subarray(at, Math.min(end, at + CHUNK_BYTES)));
    }
  }
}

/** The files as a model is opened from; what is read is brought first. */
function readable(
  id: string,
  files: readonly ChunkedFile[],
  bringFirst: (file: ChunkedFile, end: number) => Promise<void>,
): ModelFiles {
  const find = (name: string) => files.find((file) => file.name === name);
  const read = async (file: ChunkedFile, start: number, end: number) => {
    await bringFirst(file, end);
    return file.source.read(start, end);
  };
  return {
    id,
    async text(name) {
      const file = find(name);
      return file ? new TextDecoder().decode(await read(file, 0, file.bytes)) : null;
    },
    async bytes(name) {
      const file = find(name);
      return file ? { size: file.bytes, read: (start, end) => read(file, start, end) } : null;
    },
    sha256: () => null,
  };
}
