// Selection on the GPU against the engine's own rule, on SwiftShader.

import { select } from '@/lib/engine/policy';
import { createRandom } from '@/lib/engine/sample';
import { openEntryPage } from './bundle';
import type * as Entry from './engine/select.entry';
import { expect, test } from './fixtures';

const random = createRandom(7);
const below = (limit: number): number => Math.floor(random() * limit);

/** Few different scores, so that most are tied; very small ones too, which a GPU might take for zero. */
function drawCase(rows: number): Entry.SelectionCase {
  const values = [
    0,
    1e-45,
    3e-39,
    1e-12,
    0.25,
    ...Array.from({ length: 1 + below(rows) }, () => Math.fround(random())),
  ];
  const scores = Array.from({ length: rows }, () => values[below(values.length)] ?? 0);
  let position = below(3);
  const positions = scores.map(() => (position += 1 + below(3)) - 1);
  const sinks = below(4);
  const stays = positions.filter((p, row) => p < sinks || row === rows - 1).length;
  return { scores, positions, keep: Math.max(stays, 1 + below(rows)), sinks };
}

test('selects the rows that the engine would, ties and all, and lists them in order', async ({ page }) => {
  await openEntryPage(page, 'select');
  const sizes = [1, 2, 3, 255, 256, 257, 300, 1000, 2049, ...Array.from({ length: 40 }, () => 1 + below(200))];
  const cases = sizes.map(drawCase);
  const results = await page.evaluate(async (cases) => {
    const { selectOnGpu } = (await import(`${location.origin}/select.js`)) as typeof Entry;
    return selectOnGpu(cases);
  }, cases);
  cases.forEach(({ scores, positions, keep, sinks }, i) => {
    const rows = positions.length;
    const last = positions.at(-1) ?? 0;
    // A keep ratio that the engine rounds to this count.
    const state = { active: positions, keep: (keep - 0.5) / rows, sinks, last, forced: [] };
    const kept = select(Float32Array.from(scores), state);
    const isKept = new Set(kept);
    expect(results[i]).toEqual({
      kept: kept.map((position) => positions.indexOf(position)),
      others: positions.flatMap((position, row) => (isKept.has(position) ? [] : [row])),
      positions: kept,
    });
  });
});
