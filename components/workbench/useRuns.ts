// All runs that can be shown: recorded ones that come with the page, those made or opened here. Knows no engine.

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { z } from 'zod';
import { AppError } from '@/lib/errors';
import { inSlices } from '@/lib/slices';
import { forgetRun, keepRun, listRuns, openRunOf } from '@/lib/storage/runs';
import { readingTraceFile } from '@/lib/trace/file';
import type { Run, RunHead } from '@/lib/trace/run';
import { headOf, preparingRun, runOf } from '@/lib/trace/run';

const indexSchema = z.array(z.object({ id: z.string(), title: z.string(), file: z.string().regex(/^[\w.-]+\.json$/) }));

export type RecordedEntry = z.infer<typeof indexSchema>[number];

const ownRunsKey = ['runs', 'own'];
const ownRunKey = (id: string) => ['runs', 'own', id];

export interface Runs {
  /** Made or opened here, newest first. */
  readonly own: readonly RunHead[];
  readonly recorded: readonly RecordedEntry[];
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
  const { data: own = [], isPending: ownPending } = useQuery({
    queryKey: ownRunsKey,
    queryFn: listRuns,
    gcTime: Infinity,
  });
  const index = useQuery({ queryKey: ['recorded'], queryFn: fetchIndex, gcTime: Infinity });
  const recorded = index.data ?? [];

  const ownShown = own.find((head) => head.id === chosen);
  const named = recorded.find((each) => each.id === chosen);
  // A run of this device may still be on its way from storage: nothing else is shown in its place.
  const waiting = chosen !== null && ownPending && !named;
  const entry = ownShown || waiting ? undefined : (named ?? recorded[0]);
  const mine = useQuery({
    queryKey: ownRunKey(chosen ?? ''),
    queryFn: async () => inSlices(preparingRun(await openRunOf(chosen ?? ''))),
    enabled: ownShown !== undefined,
    gcTime: Infinity,
  });
  const file = useQuery({
    queryKey: ['recorded', entry?.file],
    queryFn: () => fetchRecorded(entry?.file ?? '', entry?.id ?? ''),
    enabled: entry !== undefined,
    gcTime: Infinity,
  });

  const add = useCallback(
    (run: Run) => {
      queryClient.setQueryData<Run>(ownRunKey(run.id), run);
      queryClient.setQueryData<RunHead[]>(ownRunsKey, (heads = []) => [
        headOf(run),
        ...heads.filter((each) => each.id !== run.id),
      ]);
      return keepRun(run);
    },
    [queryClient],
  );
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

async function fetchIndex(): Promise<RecordedEntry[]> {
  const text = await fetchText('index.json');
  if (text === null) return [];
  const parsed = indexSchema.safeParse(parseJson(text));
  if (!parsed.success) throw new AppError('trace-invalid', 'The list of recorded runs is damaged: reinstall LazyLens.');
  return parsed.data;
}

async function fetchRecorded(file: string, id: string): Promise<Run> {
  const text = await fetchText(file);
  if (text === null) throw new AppError('download-failed', `The recorded run ${file} is missing: reinstall LazyLens.`);
  const opened = await inSlices(readingTraceFile(text));
  if (opened.kind === 'trace') {
    throw new AppError('trace-invalid', `The recorded run ${file} has one side only: reinstall LazyLens.`);
  }
  return inSlices(preparingRun({ ...runOf(opened.comparison, 'recorded'), id }));
}

/** Text of a file in public/experiments; null where there is none. The body is read in any case, so that the request ends. */
async function fetchText(file: string): Promise<string | null> {
  let response: Response;
  try {
    response = await fetch(`/experiments/${file}`);
  } catch (cause) {
    throw new AppError('download-failed', `The recorded run could not be fetched: check the connection and reload.`, {
      cause,
    });
  }
  const text = await response.text();
  if (response.status === 404) return null;
  if (!response.ok) throw new AppError('download-failed', `${file} answered ${response.status}: reload the page.`);
  return text;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
