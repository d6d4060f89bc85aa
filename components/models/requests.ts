// From what is typed to a request for a model, and which models a request means. Pure.

import { parseModelAddress } from '@/lib/model/hub/address';
import type { HubModel } from '@/lib/model/hub/models';
import { requestId } from '@/lib/storage/models/requests';
import type { DownloadState, ModelRequest, StoredModel, StoreSnapshot } from '@/lib/storage/models/types';

/** What the form of a new model holds. */
export interface Draft {
  readonly address: string;
  /** Where repositories are asked for: the Hub or a mirror. */
  readonly endpoint: string;
  /** Another place for the tokenizer; empty takes the model's own. */
  readonly tokenizer: string;
}

/** Throws AppError `input-invalid` naming what was typed. */
export function draftRequest({ address, endpoint, tokenizer }: Draft): ModelRequest {
  return {
    source: parseModelAddress(address, endpoint),
    tokenizer: tokenizer.trim() ? parseModelAddress(tokenizer, endpoint) : null,
  };
}

export function catalogDraft({ repository, tokenizerFrom }: HubModel, endpoint: string): Draft {
  return { address: repository, endpoint, tokenizer: tokenizerFrom ?? '' };
}

/** What is known of a repository of the catalog: on this device, in part, on its way, or nothing. */
export function catalogState(
  { repository }: Pick<HubModel, 'repository'>,
  { models, downloads }: Pick<StoreSnapshot, 'models' | 'downloads'>,
): 'stored' | 'partial' | 'coming' | null {
  const asks = (request: ModelRequest | null) =>
    request?.source.kind === 'hub' && request.source.repository === repository;
  if (downloads.some(({ request, phase }) => asks(request) && phase.at !== 'failed')) return 'coming';
  const mine = (models ?? []).filter(({ request }) => asks(request));
  if (mine.some(({ state }) => state === 'complete')) return 'stored';
  return mine.some(({ state }) => state === 'partial') ? 'partial' : null;
}

/** Stored models without those that a download of this tab stands for; a whole one is listed though checking it anew failed. */
export function listedModels({ models, downloads }: StoreSnapshot): StoreSnapshot['models'] {
  const standsFor = ({ request, state }: StoredModel) =>
    downloads.some(
      ({ id, phase }) => request !== null && id === requestId(request) && (state !== 'complete' || !isStopped(phase)),
    );
  return models?.filter((model) => !standsFor(model)) ?? null;
}

/** Whether a download does nothing until it is asked to. */
export function isStopped({ at }: DownloadState['phase']): boolean {
  return at === 'paused' || at === 'failed';
}
