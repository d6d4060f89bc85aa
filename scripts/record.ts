// `npm run record`: runs a preset with full prefill and with LazyLLM on WASM and keeps the comparison in public/experiments, where
// the page finds it before any model is loaded.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toAppError } from '@/lib/errors';
import { writeComparison } from '@/lib/trace/file';
import { withEntry } from './record/index';
import { parseRecordOptions, recordUsage } from './record/options';
import { recordPreset } from './record/run';
import { root } from './run.mjs';

const folder = join(root, 'public', 'experiments');

try {
  const options = parseRecordOptions(process.argv.slice(2));
  if (options === 'help') console.log(recordUsage);
  else {
    const comparison = await recordPreset(options);
    const file = `${options.id}.json`;
    const text = writeComparison(comparison);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, file), `${text}\n`);
    await writeFile(
      join(folder, 'index.json'),
      await withEntry(folder, { id: options.id, title: options.title, file }),
    );
    const { full, pruned, timing } = comparison;
    console.log(`full prefill ${JSON.stringify(full.output.text)}, LazyLLM ${JSON.stringify(pruned.output.text)}`);
    console.log(`${timing.samples.length} timed generations, ${text.length} bytes in public/experiments/${file}`);
  }
  process.exit(0);
} catch (thrown) {
  const { code, message } = toAppError(thrown);
  console.error(`record: ${message}`);
  process.exit(code === 'internal' ? 1 : 2);
}
