// A published run by its id, fetched once: what is stored under an id never changes.

import { queryOptions, useQuery } from '@tanstack/react-query';
import { fetchPublished, type Published } from './api';

/** A published run, ready to be shown; null where there is none. */
export function publishedQuery(id: string) {
  return queryOptions({
    queryKey: ['published', id],
    queryFn: ({ signal }) => fetchPublished(id, signal),
    gcTime: Infinity,
  });
}

export type PublishedState =
  | { readonly at: 'opening' }
  | { readonly at: 'gone' }
  | { readonly at: 'failed'; readonly message: string; readonly retry: () => void }
  | { readonly at: 'open'; readonly published: Published };

export function usePublished(id: string): PublishedState {
  const { data, error, refetch } = useQuery(publishedQuery(id));
  if (data) return { at: 'open', published: data };
  if (data === null) return { at: 'gone' };
  if (error) return { at: 'failed', message: error.message, retry: () => void refetch() };
  return { at: 'opening' };
}
