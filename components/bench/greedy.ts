// The suite `greedy`: what checkpoints served beside this page continue given prompts with, to be compared with another
// implementation of the same models.

import { z } from 'zod';
import { AppError } from '@/lib/errors';
import { configOf, type BenchOptions } from './options';
import type { GreedyResult } from './results';

const promptsSchema = z.record(z.string(), z.array(z.array(z.number().int().nonnegative()).min(1)));

/**
 * Every checkpoint of `settings.checkpoints` in every format of `settings.formats`, on its prompts in prompts.json (token ids by
 * checkpoint). Throws AppError `download-failed` where that file is not there or another.
 */
export async function* greedy({ client, settings, signal }: BenchOptions): AsyncGenerator<GreedyResult> {
  const { backend, checkpoints, formats, maxNewTokens } = settings;
  const prompts = await readPrompts(signal);
  const [schedule = []] = settings.schedules;
  for (const checkpoint of checkpoints) {
    for (const format of formats) {
      const source = { kind: 'url' as const, id: checkpoint, url: `/checkpoints/${checkpoint}` };
      const model = await client.call('load', { source, backend, format }, { signal });
      for (const [prompt, ids] of (prompts[checkpoint] ?? []).entries()) {
        const { full, pruned } = await client.call(
          'compare',
          {
            input: { ids, text: '', pieces: [] },
            config: configOf(schedule, maxNewTokens),
            repeats: 1,
            warmups: 0,
            title: checkpoint,
            presetId: null,
            expected: null,
          },
          { signal },
        );
        yield {
          kind: 'greedy',
          checkpoint,
          format,
          backend: `${model.backend.kind} ${model.backend.dtype}`,
          prompt,
          ids: full.output.ids,
          top: full.steps.map((step) => step.top),
          prunedIds: pruned.output.ids,
        };
      }
    }
  }
}

async function readPrompts(signal: AbortSignal): Promise<z.output<typeof promptsSchema>> {
  const response = await fetch('/checkpoints/prompts.json', { signal });
  const parsed = promptsSchema.safeParse(response.ok ? await response.json() : null);
  if (parsed.success) return parsed.data;
  throw new AppError(
    'download-failed',
    'checkpoints/prompts.json is not served beside this page, or lists no token ids',
  );
}
