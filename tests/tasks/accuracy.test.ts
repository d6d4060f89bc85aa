// The bundled model under LazyLLM still finds what its card says it finds: a few prompts, on WASM.

import { expect, it } from 'vitest';
import { generate } from '@/lib/engine/generate';
import { createRandom } from '@/lib/engine/sample';
import { parseSchedule } from '@/lib/engine/schedule';
import { isExactMatch, makeTask } from '@/lib/tasks/tasks';
import { record } from '@/lib/trace/record';
import { openLens } from '../fixtures/lens';

const lens = openLens();
const { encode, decode } = lens.tokenizer;

it.each(['passkey', 'few-shot'] as const)(
  'answers at least 4 of 5 %s prompts when pruned to an eighth',
  async (task) => {
    const schedule = parseSchedule('4:0.5,8:0.5,12:0.5');
    let right = 0;
    for (let seed = 1; seed <= 5; seed++) {
      const { prompt, answer } = makeTask(task, createRandom(seed), 500);
      const { steps } = await record(
        generate(
          lens.backend,
          encode(prompt).ids,
          { mode: 'lazyllm', schedule, sinks: 0, pruneGenerated: true, maxNewTokens: 8, temperature: 0, seed: 0 },
          { now: () => 0, eosTokenIds: lens.model.spec.eosTokenIds },
        ),
      );
      right += Number(isExactMatch(decode(steps.map(({ nextId }) => nextId)), answer));
    }
    expect(right).toBeGreaterThanOrEqual(4);
  },
);
