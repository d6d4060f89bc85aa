// Which way a request takes when a service worker sees it. Pure: a request's parts in, a decision out.

import type { BuildFile } from './manifest';
import { keyOf } from './manifest';

export type Way =
  /** A page: the network within a time limit, else what is kept under `key`. */
  | { readonly at: 'page'; readonly key: string }
  /** What Next fetches to change pages without loading one: it loads the page where this fails. */
  | { readonly at: 'payload' }
  /** A file of this build: kept, or fetched and kept. */
  | { readonly at: 'file'; readonly key: string }
  /** Something that a folder of this build does not have: known without asking. */
  | { readonly at: 'absent' }
  /** An answer of the API: kept where the server lets everyone keep it. */
  | { readonly at: 'publication'; readonly key: string }
  /** The end of such an answer. */
  | { readonly at: 'deletion'; readonly key: string }
  /** None of our business. */
  | { readonly at: 'network' };

export interface RequestParts {
  readonly method: string;
  readonly url: string;
  readonly mode: string;
  readonly headers: Pick<Headers, 'has'>;
}

const network: Way = { at: 'network' };

/** A folder whose files are all in the build: which optional ones it lacks must be known offline too. */
const WHOLE_FOLDER = /^\/models\/[^/]+\//;

/** `files`: those of this build by path. What is sent, asked for in part, or elsewhere goes to the network. */
export function wayOf(
  { method, url, mode, headers }: RequestParts,
  origin: string,
  files: ReadonlyMap<string, BuildFile>,
): Way {
  const address = new URL(url);
  if (method === 'DELETE' && address.origin === origin && address.pathname.startsWith('/api/')) {
    return { at: 'deletion', key: address.pathname };
  }
  if (method !== 'GET' || address.origin !== origin || headers.has('range')) return network;
  const { pathname } = address;
  const file = files.get(pathname);
  if (file) return { at: 'file', key: keyOf(file) };
  const folder = WHOLE_FOLDER.exec(pathname)?.[0];
  if (folder && [...files.keys()].some((path) => path.startsWith(folder))) return { at: 'absent' };
  if (pathname.startsWith('/api/')) return { at: 'publication', key: pathname };
  // The query is what is looked at in a page, which the page reads by itself.
  if (mode === 'navigate') return { at: 'page', key: pathname };
  if (headers.has('rsc')) return { at: 'payload' };
  return network;
}
