// A published run by its id. Knows the server's address and the contract, nothing else of publishing.

import { AppError } from '@/lib/errors';
import { publicationIdSchema, refusalSchema, storedPublicationSchema } from '@/lib/experiment/publication';
import { inSlices } from '@/lib/slices';
import type { Run } from '@/lib/trace/run';
import { preparingRun, runOf } from '@/lib/trace/run';

/** The run, ready to be shown. Throws AppError input-invalid, download-failed or trace-invalid. */
export async function fetchPublishedRun(id: string): Promise<Run> {
  if (!publicationIdSchema.safeParse(id).success) {
    throw new AppError('input-invalid', `“${id}” is no id of a published run: it has twelve letters and digits.`);
  }
  const body = await fetchJson(`/api/experiments/${id}`);
  const parsed = storedPublicationSchema.safeParse(body);
  if (!parsed.success) {
    const refusal = refusalSchema.safeParse(body);
    if (refusal.success) throw new AppError('download-failed', refusal.data.message);
    throw new AppError('trace-invalid', `The published run ${id} is of another version of LazyLens: reload the page.`);
  }
  const { run, title } = parsed.data;
  return inSlices(preparingRun({ ...runOf({ ...run, title }, 'published'), id }));
}

async function fetchJson(url: string): Promise<unknown> {
  try {
    return await (await fetch(url)).json();
  } catch (cause) {
    throw new AppError('download-failed', 'The published run could not be fetched: check the connection and reload.', {
      cause,
    });
  }
}
