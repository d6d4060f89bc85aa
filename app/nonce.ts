// The nonce of the request that a page is made for. Reading it makes the page dynamic, as a nonce has to be.

import { headers } from 'next/headers';

/** Undefined in the static bundle, which is made without requests. */
export async function requestNonce(): Promise<string | undefined> {
  if (process.env.LAZYLENS_STATIC === '1') return undefined;
  return (await headers()).get('x-nonce') ?? undefined;
}
