// `npm run record`: runs recipes with full prefill and with LazyLLM on WASM and keeps the comparisons in public/experiments, where
// gallery and workbench find them without a model.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toAppError } from '@/lib/errors';
import type { Comparison } from '@/lib/trace/schema';
import { indexOf, keepRun } from './record/index';
import { parseRecordOptions, type RecordOptions, recordUsage } from './record/options';
import type { Recipe } from './record/recipe';
import { recipes } from './record/recipes';
import { openRecorder } from './record/run';
import { root } from './run.mjs';

const folder = join(root, 'public', 'experiments');

try {
  const options = parseRecordOptions(process.argv.slice(2));
  if (options === 'help') console.log(recordUsage);
  else {
    if (!options.indexOnly) await recordAll(options);
    await writeFile(join(folder, 'index.json'), await indexOf(folder, recipes));
  }
  process.exit(0);
} catch (thrown) {
  const { code, message } = toAppError(thrown);
  console.error(`record: ${message}`);
  process.exit(code === 'internal' ? 1 : 2);
}

async function recordAll(options: RecordOptions): Promise<void> {
  const recorder = await openRecorder(options);
  try {
    for (const recipe of options.recipes) await keep(recipe, await recorder.record(recipe));
  } finally {
    await recorder.close();
  }
}

async function keep(recipe: Recipe, run: Comparison): Promise<void> {
  const { full, pruned, timing } = run;
  console.log(
    `${recipe.id}: full prefill ${JSON.stringify(full.output.text)}, pruned ${JSON.stringify(pruned.output.text)}`,
  );
  const bytes = await keepRun(folder, recipe, run);
  console.log(`${timing.samples.length} timed generations, ${bytes} bytes`);
}
