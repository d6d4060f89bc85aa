// The recorded runs that come with the page: their list, and each one ready to be shown.

import { queryOptions } from '@tanstack/react-query';
import { AppError } from '@/lib/errors';
import type { Entry } from '@/lib/experiment/entry';
import { entriesSchema } from '@/lib/experiment/entry';
import { inSlices } from '@/lib/slices';
import { readingTraceFile } from '@/lib/trace/file';
import type { WholeRun } from '@/lib/trace/run';
import { preparingRun, runOf } from '@/lib/trace/run';

/** The list of recorded runs. */
export const recordedQuery = queryOptions({ queryKey: ['recorded'], queryFn: fetchIndex, gcTime: Infinity });

/** A recorded run, ready to be shown under `id`. */
export function recordedRunQuery({ file, id }: Pick<Entry, 'file' | 'id'>) {
  return queryOptions({ queryKey: ['recorded', file], queryFn: () => fetchRecorded(file, id), gcTime: Infinity });
}

/** The recorded runs; none where the list is missing. Throws AppError download-failed or trace-invalid. */
export async function fetchIndex(): Promise<Entry[]> {
  const text = await fetchText('index.json');
  if (text === null) return [];
  const parsed = entriesSchema.safeParse(parseJson(text));
  if (!parsed.success) throw new AppError('trace-invalid', 'The list of recorded runs is damaged: reinstall LazyLens.');
  return parsed.data;
}

/** A recorded run, ready to be shown under `id`. Throws AppError download-failed or trace-invalid. */
export async function fetchRecorded(file: string, id: string): Promise<WholeRun> {
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
  let text: string;
  try {
    response = await fetch(`/experiments/${file}`);
    text = await response.text();
  } catch (cause) {
    throw new AppError('download-failed', 'The recorded run was not fetched: check the connection and try again.', {
      cause,
    });
  }
  if (response.status === 404) return null;
  if (!response.ok) throw new AppError('download-failed', `${file} answered ${response.status}: try again later.`);
  return text;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
