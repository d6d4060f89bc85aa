// What of an earlier download still holds, given what the places say now. Pure.

import { chunkCount } from './chunks';
import type { Plan, PlannedFile } from './plan';
import type { FileRecord } from './records';

/** The records to go on with, and the names of files that have chunks which do not count any more. */
export interface Reconciled {
  readonly files: readonly FileRecord[];
  readonly anew: readonly string[];
}

/** Keeps the chunks of files that are certainly the same: by hash, or by ETag or date. */
export function reconcile({ key, files }: Plan, noted: readonly FileRecord[]): Reconciled {
  const anew: string[] = [];
  const records = files.map((planned) => {
    const before = noted.find(({ name }) => name === planned.name);
    if (before && isSame(before, planned)) return before;
    if (before && !planned.content && before.hashes.some((hash) => hash !== null)) anew.push(planned.name);
    return freshRecord(key, planned);
  });
  return { files: records, anew };
}

function isSame(before: FileRecord, { place, bytes, expected, validator }: PlannedFile): boolean {
  if (before.place !== place || before.bytes !== bytes) return false;
  const { sha256, blob } = expected;
  if (sha256 ?? blob) return before.expected.sha256 === sha256 && before.expected.blob === blob;
  return validator !== null && before.validator === validator;
}

function freshRecord(model: string, { name, place, bytes, expected, validator }: PlannedFile): FileRecord {
  const hashes = Array<null>(chunkCount(bytes)).fill(null);
  return { model, name, place, bytes, expected, validator, hashes, sha256: null };
}
