// Comparisons of recipes on WASM in Node, by the code that the page's worker runs.

import { join } from 'node:path';
import { createOrtBackend } from '@/lib/backends/ort';
import { nodeRuntime } from '@/lib/backends/ort/node';
import { checkConfig, parseSchedule } from '@/lib/engine/schedule';
import { AppError } from '@/lib/errors';
import { bundledModel } from '@/lib/model/catalog';
import { openFolder } from '@/lib/model/folder';
import type { Comparison } from '@/lib/trace/schema';
import { spellComparison } from '@/lib/trace/spell';
import { compare } from '@/lib/worker/compare';
import type { Params } from '@/lib/worker/protocol';
import { openTokenizer } from '../lens/prompt';
import { engineVersions } from '../lens/versions';
import { root } from '../run.mjs';
import type { RecordOptions } from './options';
import { type Recipe, USUAL_SCHEDULE, presetIdOf, promptOf } from './recipe';

export interface Recorder {
  record(recipe: Recipe): Promise<Comparison>;
  close(): Promise<void>;
}

/** The bundled model, ready to run recipes. Throws what reading the model throws. */
export async function openRecorder({ threads, repeats, warmups }: RecordOptions): Promise<Recorder> {
  const folder = join(root, 'public', bundledModel.url);
  const model = await openFolder(folder);
  const { spec, sha256, weights } = model;
  const tokenizer = await openTokenizer(folder, spec);
  if (!tokenizer) throw new AppError('tokenizer-invalid', `"${folder}" has no tokenizer.json`);
  const backend = await createOrtBackend({ spec, weights, runtime: nodeRuntime(threads) });
  return {
    async record(recipe) {
      const prompt = promptOf(recipe);
      const config = configOf(recipe);
      checkConfig(config, spec.layers);
      const comparison = await compare(
        backend,
        { id: bundledModel.id, sha256, spec },
        {
          input: { ...tokenizer.encode(prompt.text), text: prompt.text },
          config,
          repeats: recipe.repeats ?? repeats,
          warmups,
          title: recipe.title,
          presetId: presetIdOf(recipe),
          expected: prompt.expected,
        },
        {
          now: () => performance.now(),
          signal: new AbortController().signal,
          emit: (event) => {
            if (event.type === 'sample') console.error(`${event.side}: TTFT ${event.sample.ttftMs.toFixed(0)} ms`);
          },
          breathe: () => Promise.resolve(),
          id: recipe.id,
          createdAt: new Date().toISOString(),
          engine: await engineVersions('wasm'),
          environment: {
            userAgent: `Node.js ${process.version} on ${process.platform}`,
            threads,
            crossOriginIsolated: false,
          },
          loadMs: null,
        },
      );
      return spellComparison(comparison, tokenizer);
    },
    async close() {
      await backend.dispose();
      await model.close();
    },
  };
}

function configOf(recipe: Recipe): Params<'compare'>['config'] {
  return {
    mode: recipe.mode ?? 'lazyllm',
    schedule: [...parseSchedule(recipe.schedule ?? USUAL_SCHEDULE)],
    sinks: 0,
    pruneGenerated: true,
    maxNewTokens: promptOf(recipe).maxNewTokens,
    temperature: 0,
    seed: 0,
  };
}
