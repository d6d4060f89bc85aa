// The runs that can be compared, each fetched by its name. Shares the query cache with the workbench, so that a run is read once.

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { addRun, ownRunQuery, ownRunsQuery, recordedQuery, recordedRunQuery } from '@/components/workbench/useRuns';
import { inSlices } from '@/lib/slices';
import type { Run } from '@/lib/trace/run';
import { preparingRun } from '@/lib/trace/run';
import { fetchPublishedRun } from './published';
import type { RunRef } from './ref';

/** A run on its way: fetched, there, or not to be had. */
export type Fetched =
  | { readonly at: 'none' }
  | { readonly at: 'loading' }
  | { readonly at: 'ready'; readonly run: Run }
  | { readonly at: 'failed'; readonly message: string };

/** The run of a name. */
export function useRunOf(ref: RunRef | null): Fetched {
  const index = useRecorded();
  const file = index.data?.find(({ id }) => ref?.from === 'recorded' && id === ref.id)?.file;
  const query = useQuery({
    ...queryOf(ref, file),
    enabled: ref !== null && (ref.from !== 'recorded' || file !== undefined),
  });
  if (!ref) return { at: 'none' };
  if (query.data) return { at: 'ready', run: query.data };
  if (query.error) return { at: 'failed', message: query.error.message };
  if (ref.from === 'recorded' && index.error) return { at: 'failed', message: index.error.message };
  if (ref.from === 'recorded' && index.data && !file) {
    return { at: 'failed', message: `No run named “${ref.id}” is recorded with this page: choose another one.` };
  }
  return { at: 'loading' };
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

function queryOf(ref: RunRef | null, file: string | undefined) {
  if (ref?.from === 'own') return ownRunQuery(ref.id);
  if (ref?.from === 'recorded') return recordedRunQuery(file ?? '', ref.id);
  const id = ref?.id ?? '';
  return { queryKey: ['runs', 'published', id], queryFn: () => fetchPublishedRun(id), gcTime: Infinity };
}
