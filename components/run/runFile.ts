// Saving a run as a file and opening one again. Knows the browser's files; the format is lib/trace/file's.

import { download, slug } from '@/components/figures/save';
import { AppError } from '@/lib/errors';
import { newId } from '@/lib/ids';
import { inSlices } from '@/lib/slices';
import { readingTraceFile, writingComparison, writingTrace } from '@/lib/trace/file';
import type { Run } from '@/lib/trace/run';
import { createdAtOf, runOf, titleOf } from '@/lib/trace/run';

/** A run of 8,192 tokens takes some 1 MB: thirty times that is no run. */
const RUN_FILE_MAX_BYTES = 32 * 1024 * 1024;

/** Offers the run as a download: the whole comparison, or each trace of a part. */
export async function saveRun(run: Run): Promise<void> {
  const name = `lazylens-${slug(titleOf(run))}-${createdAtOf(run).slice(0, 10)}`;
  if (run.kind === 'whole') {
    return download(`${name}.json`, await inSlices(writingComparison(run.comparison)), 'application/json');
  }
  if (run.full) download(`${name}-full.json`, await inSlices(writingTrace(run.full)), 'application/json');
  if (run.pruned) download(`${name}-pruned.json`, await inSlices(writingTrace(run.pruned)), 'application/json');
}

/** Reads a file as a run. Throws AppError trace-invalid. */
export async function openRun(file: File): Promise<Run> {
  if (file.size > RUN_FILE_MAX_BYTES) {
    throw new AppError(
      'trace-invalid',
      `${file.name} is ${Math.round(file.size / 1e6)} MB, too large for a run: open a file that Export saved.`,
    );
  }
  const opened = await inSlices(readingTraceFile(await file.text()));
  if (opened.kind === 'comparison') return runOf(opened.comparison, 'file');
  const { trace } = opened;
  const isFull = trace.config.mode === 'full';
  return {
    kind: 'part',
    id: newId(),
    origin: 'file',
    title: file.name.replace(/\.json$/, ''),
    createdAt: new Date(file.lastModified).toISOString(),
    expected: null,
    reason: 'single',
    full: isFull ? trace : null,
    pruned: isFull ? null : trace,
    timing: { warmup: [], samples: [{ mode: trace.config.mode, ...trace.timings }] },
  };
}
