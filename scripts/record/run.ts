// One comparison of a preset on WASM in Node, by the code that the page's worker runs.

import { join } from 'node:path';
import { createOrtBackend } from '@/lib/backends/ort';
import { nodeRuntime } from '@/lib/backends/ort/node';
import { checkConfig } from '@/lib/engine/schedule';
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

/** Throws what reading the model and running it throws. */
export async function recordPreset(options: RecordOptions): Promise<Comparison> {
  const { preset, id, title, createdAt, threads } = options;
  const folder = join(root, 'public', bundledModel.url);
  const model = await openFolder(folder);
  const { spec, sha256, weights } = model;
  const config = configOf(options);
  checkConfig(config, spec.layers);
  const tokenizer = await openTokenizer(folder, spec);
  if (!tokenizer) throw new AppError('tokenizer-invalid', `"${folder}" has no tokenizer.json`);
  const startedAt = performance.now();
  const backend = await createOrtBackend({ spec, weights, runtime: nodeRuntime(threads) });
  const loadMs = performance.now() - startedAt;
  try {
    const comparison = await compare(
      backend,
      { id: bundledModel.id, sha256, spec },
      {
        input: { ...tokenizer.encode(preset.text), text: preset.text },
        config,
        repeats: options.repeats,
        warmups: options.warmups,
        title,
        presetId: preset.id,
        expected: preset.expected,
      },
      {
        now: () => performance.now(),
        signal: new AbortController().signal,
        emit: (event) => {
          if (event.type === 'sample') console.error(`${event.side}: TTFT ${event.sample.ttftMs.toFixed(0)} ms`);
        },
        breathe: () => Promise.resolve(),
        id,
        createdAt,
        engine: await engineVersions('wasm'),
        environment: {
          userAgent: `Node.js ${process.version} on ${process.platform}`,
          threads,
          crossOriginIsolated: false,
        },
        loadMs,
      },
    );
    return spellComparison(comparison, tokenizer);
  } finally {
    await backend.dispose();
    await model.close();
  }
}

function configOf({ preset, schedule }: RecordOptions): Params<'compare'>['config'] {
  return {
    mode: 'lazyllm',
    schedule: [...schedule],
    sinks: 0,
    pruneGenerated: true,
    maxNewTokens: preset.maxNewTokens,
    temperature: 0,
    seed: 0,
  };
}
