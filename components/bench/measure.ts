// Loads the model and runs the suite that the settings name, on the same engine worker as the workbench. Draws nothing.

import { AppError, unreachable } from '@/lib/errors';
import type { LoadedModel } from '@/lib/worker/protocol';
import { answers } from './answers';
import type { BenchOptions } from './options';
import type { BenchResult } from './results';
import { greedy } from './greedy';
import { tasks } from './tasks';
import { timing } from './timing';

/** The model's result, then the suite's, each as soon as it is there. Throws what the engine client throws. */
export async function* runBench(options: BenchOptions): AsyncGenerator<BenchResult> {
  const { client, settings, signal } = options;
  const { source, backend, format, suite } = settings;
  if (suite !== 'timing' && source.kind === 'synthetic') {
    throw new AppError('input-invalid', `random weights answer nothing: suite=${suite} needs model=lens-28m`);
  }
  if (suite === 'greedy') return yield* greedy(options);
  const model = await client.call('load', { source, backend, format }, { signal });
  const { kind, adapter, dtype, blocks } = model.backend;
  yield {
    kind: 'model',
    model: model.id,
    backend: `${kind} ${blocks ? `${blocks} and ${dtype}` : dtype}, ${adapter}`,
    loadMs: model.loadMs,
    notes: model.notes,
  };
  yield* suiteOf(options, suite, model);
}

function suiteOf(
  options: BenchOptions,
  suite: 'timing' | 'answers' | 'tasks',
  model: LoadedModel,
): AsyncGenerator<BenchResult> {
  switch (suite) {
    case 'timing':
      return timing(options, model);
    case 'answers':
      return answers(options);
    case 'tasks':
      return tasks(options);
    default:
      return unreachable(suite);
  }
}
