// The runs that can be compared, each fetched by its name. Shares the query cache with the workbench, so that a run is read once.

import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useCallback } from 'react';
import { publishedQuery } from '@/components/publications/usePublished';
import { recordedQuery, recordedRunQuery } from '@/components/run/recorded';
import { addRun, ownRunQuery, ownRunsQuery } from '@/components/engine/useRuns';
import { inSlices } from '@/lib/slices';
import type { Run } from '@/lib/trace/run';
import { preparingRun } from '@/lib/trace/run';
import type { RunRef } from '@/components/run/ref';

/** A run on its way: fetched, there, or not to be had. */
export type Fetched =
  | { readonly at: 'none' }
  | { readonly at: 'loading' }
  | { readonly at: 'ready'; readonly run: Run }
  /** `retry` is null where another try would end alike. */
  | { readonly at: 'failed'; readonly message: string; readonly retry: (() => void) | null };

const unpublished =
  'No run is published under this link: it was deleted, or the link is not whole. Choose another run.';

/** The run of a name. */
export function useRunOf(ref: RunRef | null): Fetched {
  const { from = null, id = '' } = ref ?? {};
  const published = useQuery({ ...publishedQuery(id), enabled: from === 'published' });
  const index = useRecorded();
  const file = from === 'recorded' ? index.data?.find((each) => each.id === id)?.file : undefined;
  const recorded = useQuery({ ...recordedRunQuery({ file: file ?? '', id }), enabled: file !== undefined });
  const own = useQuery({ ...ownRunQuery(id), enabled: from === 'own' });
  switch (from) {
    case null:
      return { at: 'none' };
    case 'own':
      return own.error ? gone(own.error.message) : fetchedOf(own, own.data);
    case 'published':
      if (published.data === null) return gone(unpublished);
      return fetchedOf(published, published.data?.run);
    case 'recorded':
      if (file !== undefined) return fetchedOf(recorded, recorded.data);
      if (index.data) return gone(`No run named “${id}” is recorded with this page: choose another one.`);
      return fetchedOf(index);
  }
}

type Query = Pick<UseQueryResult, 'error' | 'isFetching' | 'refetch'>;

function fetchedOf({ error, isFetching, refetch }: Query, run?: Run): Fetched {
  if (run) return { at: 'ready', run };
  if (!error || isFetching) return { at: 'loading' };
  return { at: 'failed', message: error.message, retry: () => void refetch() };
}

function gone(message: string): Fetched {
  return { at: 'failed', message, retry: null };
}

/** The list of recorded runs. */
export function useRecorded() {
  return useQuery(recordedQuery);
}

/** Heads of the runs of this device, newest first. */
export function useOwn() {
  return useQuery(ownRunsQuery);
}

/** Takes a run that was opened from a file among those of this device; false where it could not be kept there. */
export function useKeepRun(): (run: Run) => Promise<boolean> {
  const queryClient = useQueryClient();
  return useCallback(async (run) => addRun(queryClient, await inSlices(preparingRun(run))), [queryClient]);
}
