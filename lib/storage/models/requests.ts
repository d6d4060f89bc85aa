// What tabs agree on: when two requests are the same, and how one tab tells the others that the stored models changed.

import type { ModelAddress } from '@/lib/model/hub/address';
import type { ModelRequest } from './types';

/** Same request, same id. */
export function requestId({ source, tokenizer }: ModelRequest): string {
  return tokenizer ? `${addressId(source)} + ${addressId(tokenizer)}` : addressId(source);
}

function addressId(address: ModelAddress): string {
  if (address.kind === 'url') return address.url;
  const { endpoint, repository, revision } = address;
  return `${endpoint}/${repository}${revision === null ? '' : `@${revision}`}`;
}

const CHANNEL = 'lazylens-models';

/** Tells every tab, this one's page included, that something about the stored models changed. */
export function announceChange(): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage('changed');
  channel.close();
}

/** Calls `listener` when models change, in this tab's workers or in another tab; gives the function that ends it. */
export function onChange(listener: () => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = listener;
  return () => channel.close();
}
