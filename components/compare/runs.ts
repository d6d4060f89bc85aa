// The runs that can be compared, each fetched by its name. Shares the query cache with the workbench, so that a run is read once.

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { fetchIndex, fetchRecorded } from '@/components/run/recorded';
import { useCallback } from 'react';
import { AppError } from '@/lib/errors';
import { inSlices } from '@/lib/slices';
import { keepRun, listRuns, openRunOf } from '@/lib/storage/runs';
import type { Run, RunHead } from '@/lib/trace/run';
import { headOf, preparingRun } from '@/lib/trace/run';
import { fetchPublishedRun } from './published';
import type { RunRef } from './ref';
import { refText } from './ref';

/** A run on its way: fetched, there, or not to be had. */
export type Fetched =
  | { readonly at: 'none' }
  | { readonly at: 'loading' }
  | { readonly at: 'ready'; readonly run: Run }
  | { readonly at: 'failed'; readonly message: string };

/** The run of a name. */
export function useRunOf(ref: RunRef | null): Fetched {
  const index = useRecorded();
  const file = ref?.from === 'recorded' ? index.data?.find((entry) => entry.id === ref.id)?.file : undefined;
  const query = useQuery({
    queryKey: ref ? keyOf(ref, file) : ['runs', 'none'],
    queryFn: () => (ref ? fetchRun(ref, file) : Promise.reject(new AppError('internal', 'no run is named'))),
    enabled: ref !== null && (ref.from !== 'recorded' || !index.isPending),
    gcTime: Infinity,
  });
  if (!ref) return { at: 'none' };
  if (query.data) return { at: 'ready', run: query.data };
  const error = query.error ?? (ref.from === 'recorded' ? index.error : null);
  return error ? { at: 'failed', message: error.message } : { at: 'loading' };
}

/** The list of recorded runs. */
export function useRecorded() {
  return useQuery({ queryKey: ['recorded'], queryFn: fetchIndex, gcTime: Infinity });
}

/** Heads of the runs kept on this device, newest first. */
export function useOwn() {
  return useQuery({ queryKey: ['runs', 'own'], queryFn: listRuns, gcTime: Infinity });
}

/** Takes a run that was opened from a file among those of this device; false where it could not be kept there. */
export function useKeepRun(): (run: Run) => Promise<boolean> {
  const queryClient = useQueryClient();
  return useCallback(
    async (opened) => {
      const run = await inSlices(preparingRun(opened));
      queryClient.setQueryData<Run>(['runs', 'own', run.id], run);
      queryClient.setQueryData<RunHead[]>(['runs', 'own'], (heads = []) => [
        headOf(run),
        ...heads.filter((each) => each.id !== run.id),
      ]);
      return keepRun(run);
    },
    [queryClient],
  );
}

function keyOf(ref: RunRef, file: string | undefined): readonly (string | undefined)[] {
  switch (ref.from) {
    case 'recorded':
      return ['recorded', file ?? refText(ref)];
    case 'published':
      return ['published', ref.id];
    case 'own':
      return ['runs', 'own', ref.id];
  }
}

async function fetchRun({ from, id }: RunRef, file: string | undefined): Promise<Run> {
  if (from === 'own') return inSlices(preparingRun(await openRunOf(id)));
  if (from === 'published') return fetchPublishedRun(id);
  if (file) return fetchRecorded(file, id);
  throw new AppError('download-failed', `No run named “${id}” is recorded with this page: choose another one.`);
}
