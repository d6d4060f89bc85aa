// `npm run record`: runs recipes with full prefill and with LazyLLM on WASM and keeps the comparisons in public/experiments, where
// gallery and workbench find them without a model.

import { join } from 'node:path';
import { toAppError } from '@/lib/errors';
import type { Comparison } from '@/lib/trace/schema';
import { keepRuns, writeIndex } from './record/index';
import { parseRecordOptions, type RecordOptions, recordUsage } from './record/options';
import type { Recipe } from './record/recipe';
import { recipes } from './record/recipes';
import { openRecorder } from './record/run';
import { root } from './run.mjs';

const folder = join(root, 'public', 'experiments');

try {
  const options = parseRecordOptions(process.argv.slice(2));
  if (options === 'help') console.log(recordUsage);
  else if (options.indexOnly) await writeIndex(folder, recipes);
  else await recordAll(options);
  process.exit(0);
} catch (thrown) {
  const { code, message } = toAppError(thrown);
  console.error(`record: ${message}`);
  process.exit(code === 'internal' ? 1 : 2);
}

async function recordAll(options: RecordOptions): Promise<void> {
  const recorder = await openRecorder(options);
  const record = async (recipe: Recipe): Promise<Comparison> => {
    const run = await recorder.record(recipe);
    const [full, pruned] = [run.full, run.pruned].map(({ output }) => JSON.stringify(output.text));
    console.log(`${recipe.id}: full prefill ${full}, pruned ${pruned}`);
    return run;
  };
  try {
    await keepRuns(folder, options.recipes, record, recipes);
  } finally {
    await recorder.close();
  }
}
