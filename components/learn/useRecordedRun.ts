// A recorded run by its id, from the list that comes with the page. Shares its queries with the workbench.

import { useQuery } from '@tanstack/react-query';
import { recordedQuery, recordedRunQuery } from '@/components/run/recorded';
import { AppError } from '@/lib/errors';
import type { WholeRun } from '@/lib/trace/run';

export interface RecordedRun {
  readonly run: WholeRun | null;
  readonly error: Error | null;
  readonly retry: () => void;
}

export function useRecordedIndex() {
  return useQuery(recordedQuery);
}

export function useRecordedRun(id: string): RecordedRun {
  const index = useRecordedIndex();
  const entry = index.data?.find((each) => each.id === id);
  const file = useQuery({ ...recordedRunQuery(entry ?? { file: '', id }), enabled: entry !== undefined });
  const missing =
    index.data && !entry
      ? new AppError('download-failed', `The recorded run ${id} is missing: reinstall LazyLens.`)
      : null;
  const failed = index.error ? index : file;
  return { run: file.data ?? null, error: index.error ?? file.error ?? missing, retry: () => void failed.refetch() };
}
