// The bundled model under LazyLLM still finds what its card says it finds: a few prompts, on WASM.

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createOrtBackend } from '@/lib/backends/ort';
import { nodeRuntime } from '@/lib/backends/ort/node';
import type { Backend } from '@/lib/engine/backend';
import { generate } from '@/lib/engine/generate';
import { createRandom } from '@/lib/engine/sample';
import { parseSchedule } from '@/lib/engine/schedule';
import { bundledModel } from '@/lib/model/catalog';
import { openFolder, type FolderModel } from '@/lib/model/folder';
import { isExactMatch, makeTask } from '@/lib/tasks/tasks';
import { createTokenizer } from '@/lib/tokenizer/tokenizer';
import { record } from '@/lib/trace/record';

const folder = `public${bundledModel.url}`;
const { encode, decode } = createTokenizer(
  readFileSync(`${folder}/tokenizer.json`, 'utf8'),
  readFileSync(`${folder}/tokenizer_config.json`, 'utf8'),
);
let model: FolderModel;
let backend: Backend;

beforeAll(async () => {
  model = await openFolder(folder);
  backend = await createOrtBackend({ spec: model.spec, weights: model.weights, runtime: nodeRuntime(2) });
});
afterAll(async () => {
  await backend.dispose();
  await model.close();
});

it.each(['passkey', 'few-shot'] as const)(
  'answers at least 4 of 5 %s prompts when pruned to an eighth',
  async (task) => {
    const schedule = parseSchedule('4:0.5,8:0.5,12:0.5');
    let right = 0;
    for (let seed = 1; seed <= 5; seed++) {
      const { prompt, answer } = makeTask(task, createRandom(seed), 500);
      const { steps } = await record(
        generate(
          backend,
          encode(prompt).ids,
          { mode: 'lazyllm', schedule, sinks: 0, pruneGenerated: true, maxNewTokens: 8, temperature: 0, seed: 0 },
          { now: () => 0, eosTokenIds: model.spec.eosTokenIds },
        ),
      );
      right += Number(isExactMatch(decode(steps.map(({ nextId }) => nextId)), answer));
    }
    expect(right).toBeGreaterThanOrEqual(4);
  },
);
