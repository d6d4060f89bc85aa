// The runs that can be compared, each fetched by its name. Shares the query cache with the workbench, so that a run is read once.

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { fetchPublished } from '@/components/published/publications';
import { publishedKey } from '@/components/published/usePublished';
import { addRun, ownRunQuery, ownRunsQuery, recordedQuery, recordedRunQuery } from '@/components/workbench/useRuns';
import { inSlices } from '@/lib/slices';
import type { Run } from '@/lib/trace/run';
import { preparingRun } from '@/lib/trace/run';
import type { RunRef } from './ref';

/** A run on its way: fetched, there, or not to be had. */
export type Fetched =
  | { readonly at: 'none' }
  | { readonly at: 'loading' }
  | { readonly at: 'ready'; readonly run: Run }
  | { readonly at: 'failed'; readonly message: string };

/** The run of a name. */
export function useRunOf(ref: RunRef | null): Fetched {
  const published = usePublishedRun(ref?.from === 'published' ? ref.id : null);
  const index = useRecorded();
  const file = index.data?.find(({ id }) => ref?.from === 'recorded' && id === ref.id)?.file;
  const recorded = useQuery({ ...recordedRunQuery(file ?? '', ref?.id ?? ''), enabled: file !== undefined });
  const own = useQuery({ ...ownRunQuery(ref?.id ?? ''), enabled: ref?.from === 'own' });
  if (!ref) return { at: 'none' };
  if (ref.from === 'published') return published;
  if (ref.from === 'recorded' && index.data && !file) {
    return { at: 'failed', message: `No run named “${ref.id}” is recorded with this page: choose another one.` };
  }
  const { data, error } = ref.from === 'own' ? own : recorded;
  if (data) return { at: 'ready', run: data };
  const failure = error ?? (ref.from === 'recorded' ? index.error : null);
  return failure ? { at: 'failed', message: failure.message } : { at: 'loading' };
}

const gone = 'No run is published under this link: it was deleted, or the link is not whole. Choose another run.';

/** Under the key of the page of published runs: what that page has read is there already. */
function usePublishedRun(id: string | null): Fetched {
  const { data, error } = useQuery({
    queryKey: publishedKey(id ?? ''),
    queryFn: ({ signal }) => fetchPublished(id ?? '', signal),
    enabled: id !== null,
    gcTime: Infinity,
  });
  if (data) return { at: 'ready', run: data.run };
  if (data === null) return { at: 'failed', message: gone };
  return error ? { at: 'failed', message: error.message } : { at: 'loading' };
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
