// All runs that can be shown: recorded ones that come with the page, those made or opened here. Knows no engine.

import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { recordedQuery, recordedRunQuery } from '@/components/run/recorded';
import type { Entry } from '@/lib/experiment/entry';
import { inSlices } from '@/lib/slices';
import { forgetRun, keepRun, listRuns, openRunOf } from '@/lib/storage/runs';
import type { Run, RunHead } from '@/lib/trace/run';
import { headOf, preparingRun } from '@/lib/trace/run';

const ownRunsKey = ['runs', 'own'];
const ownRunKey = (id: string) => ['runs', 'own', id];

/** Heads of the runs of this device, newest first. */
export const ownRunsQuery = { queryKey: ownRunsKey, queryFn: listRuns, gcTime: Infinity };

/** A run of this device, ready to be shown. */
export function ownRunQuery(id: string) {
  return {
    queryKey: ownRunKey(id),
    queryFn: async () => inSlices(preparingRun(await openRunOf(id))),
    gcTime: Infinity,
  };
}

const noEntry = { file: '', id: '' };

export interface Runs {
  /** Made or opened here, newest first. */
  readonly own: readonly RunHead[];
  readonly recorded: readonly Entry[];
  /** The run to show; null while it is fetched, and where there is none. */
  readonly shown: Run | null;
  readonly opening: boolean;
  /** The link names a run that is not on this device. */
  readonly missing: boolean;
  /** Why the recorded run cannot be shown. */
  readonly error: Error | null;
  /** Adds a run, ready to be shown, and keeps it on this device; false where it could not be kept. */
  add(run: Run): Promise<boolean>;
  remove(id: string): void;
}

/** `chosen` is the id in the link: one of the own runs or of the recorded ones; null shows the first recorded one. */
export function useRuns(chosen: string | null): Runs {
  const queryClient = useQueryClient();
  const { data: own = [], isPending: ownPending } = useQuery(ownRunsQuery);
  const index = useQuery(recordedQuery);
  const recorded = index.data ?? [];

  const ownShown = own.find((head) => head.id === chosen);
  const named = recorded.find((each) => each.id === chosen);
  // A run of this device may still be on its way from storage: nothing else is shown in its place.
  const waiting = chosen !== null && ownPending && !named;
  const entry = ownShown || waiting ? undefined : (named ?? recorded[0]);
  const mine = useQuery({ ...ownRunQuery(chosen ?? ''), enabled: ownShown !== undefined });
  const file = useQuery({ ...recordedRunQuery(entry ?? noEntry), enabled: entry !== undefined });

  const add = useCallback((run: Run) => addRun(queryClient, run), [queryClient]);
  const remove = useCallback(
    (id: string) => {
      queryClient.setQueryData<RunHead[]>(ownRunsKey, (heads = []) => heads.filter((each) => each.id !== id));
      queryClient.removeQueries({ queryKey: ownRunKey(id) });
      void forgetRun(id);
    },
    [queryClient],
  );
  return {
    own,
    recorded,
    shown: (ownShown ? mine.data : file.data) ?? null,
    opening: ownPending || index.isPending || file.isLoading || mine.isLoading,
    missing: chosen !== null && !ownPending && !index.isPending && !ownShown && !named,
    error: mine.error ?? index.error ?? file.error,
    add,
    remove,
  };
}

/** Adds a run, ready to be shown, to those of this device; false where it could not be kept there. */
export async function addRun(queryClient: QueryClient, run: Run): Promise<boolean> {
  queryClient.setQueryData<Run>(ownRunKey(run.id), run);
  // A page that lists no runs has not read the list: one run alone would stand for all of it.
  if (!queryClient.getQueryData(ownRunsKey)) await queryClient.ensureQueryData(ownRunsQuery);
  queryClient.setQueryData<RunHead[]>(ownRunsKey, (heads = []) => [
    headOf(run),
    ...heads.filter((each) => each.id !== run.id),
  ]);
  return keepRun(run);
}
