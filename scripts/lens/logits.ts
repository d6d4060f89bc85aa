// `lens logits`: the logits after the last token, by full prefill.

import { generate } from '@/lib/engine/generate';
import type { GenerateConfig } from '@/lib/engine/types';
import { record } from '@/lib/trace/record';
import { openBackend, openModelOption } from './machine';
import { parseLogitsOptions } from './options';
import { writeOut } from './output';
import { checkLength, readIds } from './prompt';

const fullPrefill: GenerateConfig = {
  mode: 'full',
  schedule: [],
  sinks: 0,
  pruneGenerated: true,
  maxNewTokens: 1,
  temperature: 0,
  seed: 0,
};

/** Runs the command; gives the exit code. */
export async function logitsCommand(args: string[]): Promise<number> {
  const options = parseLogitsOptions(args);
  const model = await openModelOption(options.model);
  try {
    const ids = await readIds(options.ids, model.spec);
    checkLength(ids.length, 0, model.spec);
    const backend = await openBackend(model, options);
    const { firstLogits } = await record(
      generate(backend, ids, fullPrefill, { now: () => performance.now(), eosTokenIds: [] }),
    );
    await backend.dispose();
    // Nine digits tell any two f32 values apart.
    await writeOut(null, JSON.stringify(Array.from(firstLogits, (logit) => Number(logit.toPrecision(9)))));
    return 0;
  } finally {
    await model.close();
  }
}
