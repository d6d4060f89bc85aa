// What the form and the catalog ask for, and what of it is known already.

import { describe, expect, it } from 'vitest';
import { catalogDraft, catalogState, draftRequest, listedModels } from '@/components/models/requests';
import { AppError } from '@/lib/errors';
import { HUB_ENDPOINT } from '@/lib/model/hub/address';
import { hubModels } from '@/lib/model/hub/models';
import { requestId } from '@/lib/storage/models/requests';
import type { DownloadState, ModelRequest, StoredModel, StoreSnapshot } from '@/lib/storage/models/types';

const draft = { address: '', endpoint: HUB_ENDPOINT, tokenizer: '' };
const request = (repository: string): ModelRequest => draftRequest({ ...draft, address: repository });

function stored(repository: string, state: StoredModel['state']): StoredModel {
  return {
    ...{ key: `${repository}@1`, id: repository, state, request: state === 'damaged' ? null : request(repository) },
    ...{ commit: '1', licence: null, modelType: null, totalBytes: 2, storedBytes: 1, files: [], addedAt: null },
  };
}

function download(repository: string, phase: DownloadState['phase']): DownloadState {
  return { id: requestId(request(repository)), request: request(repository), phase };
}

const snapshot = (models: StoredModel[], downloads: DownloadState[]): StoreSnapshot => ({
  ...{ models, downloads, use: null, unavailable: null },
});

describe('a typed model', () => {
  it('is asked for at the endpoint that is set, tokenizer and all', () => {
    const mirror = 'https://mirror.example/hub/';
    expect(draftRequest({ address: ' a/b@v1 ', endpoint: mirror, tokenizer: 'c/d' })).toEqual({
      source: { kind: 'hub', endpoint: 'https://mirror.example/hub', repository: 'a/b', revision: 'v1' },
      tokenizer: { kind: 'hub', endpoint: 'https://mirror.example/hub', repository: 'c/d', revision: null },
    });
  });

  it.each([
    [{ ...draft, address: 'not a model' }, /"not a model"/],
    [{ ...draft, address: 'a/b', endpoint: 'mirror' }, /endpoint "mirror"/],
    [{ ...draft, address: 'a/b', tokenizer: 'c' }, /"c"/],
  ])('that cannot be read is named: %j', (typed, words) => {
    expect(() => draftRequest(typed)).toThrow(words);
    expect(() => draftRequest(typed)).toThrow(AppError);
  });
});

it('every model of the catalog can be asked for, XGen with another tokenizer', () => {
  for (const model of hubModels) {
    const { source, tokenizer } = draftRequest(catalogDraft(model, HUB_ENDPOINT));
    expect(source).toMatchObject({ kind: 'hub', repository: model.repository });
    expect(tokenizer === null).toBe(model.tokenizerFrom === null);
  }
  const xgen = hubModels.find(({ repository }) => /xgen/.test(repository));
  expect(xgen?.tokenizerFrom).toBe('openai-community/gpt2');
});

describe('a model of the catalog', () => {
  const model = { repository: 'a/b' };
  it.each([
    ['nothing', snapshot([], []), null],
    ['another model', snapshot([stored('a/c', 'complete')], []), null],
    ['the whole model', snapshot([stored('a/b', 'complete')], []), 'stored'],
    ['a part of it', snapshot([stored('a/b', 'partial')], []), 'partial'],
    ['its download', snapshot([stored('a/b', 'partial')], [download('a/b', { at: 'asking' })]), 'coming'],
    ['records that cannot be read', snapshot([stored('a/b', 'damaged')], []), null],
  ] as const)('on a device that has %s', (_, has, state) => {
    expect(catalogState(model, has)).toBe(state);
  });

  it('can be asked for again once its download failed', () => {
    const failed = { at: 'failed', progress: null, error: new AppError('download-failed', 'no') } as const;
    expect(catalogState(model, snapshot([], [download('a/b', failed)]))).toBeNull();
  });
});

it('a model on its way is listed once, by its download; a whole one is listed though checking it anew failed', () => {
  const models = [
    stored('a/b', 'partial'),
    stored('a/c', 'complete'),
    stored('a/d', 'damaged'),
    stored('a/e', 'complete'),
  ];
  const failed = { at: 'failed', progress: null, error: new AppError('download-failed', 'no') } as const;
  const downloads = [download('a/b', failed), download('a/c', { at: 'asking' }), download('a/e', failed)];
  expect(listedModels(snapshot(models, downloads))?.map(({ id }) => id)).toEqual(['a/d', 'a/e']);
  expect(listedModels({ ...snapshot([], []), models: null })).toBeNull();
});
