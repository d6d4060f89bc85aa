// What every suite is given, and how it configures a run.

import type { Schedule } from '@/lib/engine/types';
import type { Tokenizer } from '@/lib/tokenizer/tokenizer';
import type { EngineClient } from '@/lib/worker/client';
import type { Params } from '@/lib/worker/protocol';
import type { BenchSettings } from './settings';

export interface BenchOptions {
  readonly client: EngineClient;
  readonly settings: BenchSettings;
  readonly tokenizer: () => Promise<Tokenizer>;
  readonly signal: AbortSignal;
}

/** LazyLLM as in the paper, greedy. */
export function configOf(schedule: Schedule, maxNewTokens: number): Params<'compare'>['config'] {
  return {
    mode: 'lazyllm',
    schedule: [...schedule],
    sinks: 0,
    pruneGenerated: true,
    maxNewTokens,
    temperature: 0,
    seed: 0,
  };
}
