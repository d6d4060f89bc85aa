// The files in public/experiments: the recorded runs, and the list that the page fetches first. Knows files only.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@/lib/errors';
import { type Entry, entryOf } from '@/lib/experiment/entry';
import { readComparison, writeComparison } from '@/lib/trace/file';
import type { Comparison } from '@/lib/trace/schema';
import { type Recipe, untruths } from './recipe';

/** Keeps the run and gives the number of bytes of its file. Throws AppError input-invalid where the recipe's words are not true of it. */
export async function keepRun(folder: string, recipe: Recipe, run: Comparison): Promise<number> {
  refuseUntruths(recipe, run);
  // Decode steps keep their scores coarsely: all recorded runs together are part of every clone.
  const text = `${writeComparison(run, 'coarse')}\n`;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, fileOf(recipe)), text);
  return Buffer.byteLength(text);
}

/**
 * Records the chosen recipes in turn and keeps what each gave, then writes the list of all. Where one is refused, the list tells of
 * those kept before it. Rejects with what refused it.
 */
export async function keepRuns(
  folder: string,
  chosen: readonly Recipe[],
  record: (recipe: Recipe) => Promise<Comparison>,
  recipes: readonly Recipe[],
): Promise<void> {
  try {
    for (const recipe of chosen) {
      const run = await record(recipe);
      const bytes = await keepRun(folder, recipe, run);
      console.log(`${recipe.id}: ${run.timing.samples.length} timed generations, ${bytes} bytes`);
    }
  } catch (thrown) {
    // What refused the run is to be read, not that the list of the others has a fault too.
    await writeIndex(folder, recipes).catch(() => undefined);
    throw thrown;
  }
  await writeIndex(folder, recipes);
}

/** Writes the list of the runs that are there. Throws what `indexOf` throws. */
export async function writeIndex(folder: string, recipes: readonly Recipe[]): Promise<void> {
  await writeFile(join(folder, 'index.json'), await indexOf(folder, recipes));
}

/**
 * The list as JSON, in the order of the recipes; those without a run are left out. The workbench opens with the first.
 * Throws AppError input-invalid where a recipe's words are not true of its run, and what reading a run throws.
 */
export async function indexOf(folder: string, recipes: readonly Recipe[]): Promise<string> {
  const entries: Entry[] = [];
  for (const recipe of recipes) {
    const text = await readFile(join(folder, fileOf(recipe)), 'utf8').catch(() => null);
    if (text === null) continue;
    const run = readComparison(text);
    refuseUntruths(recipe, run);
    entries.push(entryOf(recipe, fileOf(recipe), run));
  }
  return `${JSON.stringify(entries, null, 2)}\n`;
}

const fileOf = ({ id }: Recipe) => `${id}.json`;

function refuseUntruths(recipe: Recipe, run: Comparison): void {
  const faults = untruths(recipe, run);
  if (faults.length === 0) return;
  throw new AppError('input-invalid', `the words of recipe ${recipe.id} are not true of its run: ${faults.join('; ')}`);
}
