import { expect, it } from 'vitest';
import type { Plan, PlannedFile } from '@/lib/storage/models/plan';
import { reconcile } from '@/lib/storage/models/reconcile';
import type { FileRecord } from '@/lib/storage/models/records';

const nothing = { sha256: null, blob: null };
const planned: PlannedFile = {
  ...{ name: 'model.safetensors', place: 'model', bytes: 10, content: null },
  ...{ expected: nothing, validator: '"one"' },
};
const noted: FileRecord = {
  ...{ model: 'key', name: planned.name, place: 'model', bytes: 10, expected: nothing, validator: '"one"' },
  ...{ hashes: ['hash'], sha256: null },
};
const plan = (file: PlannedFile): Plan => ({
  ...{ key: 'key', id: 'id', commit: null, tokenizerCommit: null, licence: null, modelType: 'llama', files: [file] },
  request: { source: { kind: 'url', url: 'https://example.org/model' }, tokenizer: null },
});

it('keeps the chunks of a file with the same hash, or the same ETag and length', () => {
  expect(reconcile(plan(planned), [noted])).toEqual({ files: [noted], anew: [] });
  const expected = { sha256: 'f'.repeat(64), blob: null };
  const hashed = { ...noted, expected, validator: null };
  expect(reconcile(plan({ ...planned, expected, validator: null }), [hashed])).toEqual({ files: [hashed], anew: [] });
});

it.each([
  ['another ETag', { ...planned, validator: '"two"' }],
  ['no ETag and no date: it may be another', { ...planned, validator: null }],
  ['another length', { ...planned, bytes: 11 }],
  ['another hash', { ...planned, expected: { sha256: 'e'.repeat(64), blob: null } }],
  ['another place', { ...planned, place: 'tokenizer' as const }],
])('begins a file anew that has %s', (_, file) => {
  const { files, anew } = reconcile(plan(file), [noted]);
  expect(anew).toEqual(['model.safetensors']);
  expect(files).toMatchObject([{ bytes: file.bytes, validator: file.validator, hashes: [null] }]);
});

it('drops files that the model has no more', () => {
  expect(reconcile({ ...plan(planned), files: [] }, [noted])).toEqual({ files: [], anew: [] });
});
