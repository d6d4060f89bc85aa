// Checks at load that a GPU's attention kernels agree: fused kernels have been wrong on some drivers, and wrong attention would look
// like a finding about pruning.

import type { Backend, BackendRun, SegmentPlan } from '@/lib/engine/backend';
import { positionsBelow } from '@/lib/engine/plan';
import type { Position } from '@/lib/engine/types';

/** Longer than the tiles of the kernels known to go wrong. */
const ROWS = 80;

/** Largest difference of the logits, in units of their largest value. */
const TOLERANCE = { f32: 1e-3, f16: 5e-2 } as const;

/** One way to run the tokens through a layer: rows that run together, and keys that the last of them may not see. */
interface Course {
  readonly chunks: readonly (readonly Position[])[];
  readonly hidden: readonly Position[];
}

const all = positionsBelow(ROWS);
const last = ROWS - 1;

/** Some rows after all others, as when they are revived beside a new token. */
function late(positions: readonly Position[], hidden: readonly Position[] = []): Course {
  return { chunks: [all.filter((position) => !positions.includes(position)), positions], hidden };
}

const together: Course = { chunks: [all], hidden: [] };
const pruned = late([last], all.slice(20, 30));

/** What a token sees in the first layer does not depend on the order. Many rows, a few and one have kernels of their own. */
const courses: readonly Course[] = [
  together,
  late([last]),
  late([9, 10, 11, 12, last]),
  late(all.filter((position) => position % 2 === 1)),
];

/**
 * Runs `ROWS` tokens through the first layer in every course, and at once through that of `oracle`, which may be the same model in
 * the same form. Gives the largest difference of the last token's logits, in units of their largest value, and whether it is more
 * than rounding.
 */
export async function compareAttention(
  backend: Backend,
  oracle: Backend,
): Promise<{ difference: number; ok: boolean }> {
  let difference = 0;
  const compare = async (course: Course, expected: Float32Array) => {
    const logits = await logitsAfter(backend, course);
    const largest = expected.reduce((most, logit) => Math.max(most, Math.abs(logit)), 0);
    const off = expected.reduce((most, logit, i) => Math.max(most, Math.abs(logit - (logits[i] ?? NaN))), 0);
    difference = Math.max(difference, off / largest);
  };
  const expected = await logitsAfter(oracle, together);
  for (const course of courses) await compare(course, expected);
  await compare(pruned, await logitsAfter(oracle, pruned));
  return { difference, ok: difference <= TOLERANCE[backend.description.dtype] };
}

async function logitsAfter(backend: Backend, { chunks, hidden }: Course): Promise<Float32Array> {
  const run: BackendRun = backend.open(ROWS);
  const cached: Position[] = [];
  try {
    for (const chunk of chunks) {
      cached.push(...chunk);
      const isLast = chunk.includes(last);
      const plan: SegmentPlan = {
        index: 0,
        firstLayer: 1,
        lastLayer: backend.layers,
        active: cached.filter((position) => !isLast || !hidden.includes(position)).sort((a, b) => a - b),
        computed: chunk,
        revived: [],
        scored: false,
      };
      await run.embed(
        chunk.map((position) => (position * 31 + 7) % backend.vocabSize),
        chunk,
      );
      await run.enter(plan);
      await run.layer(1, plan);
    }
    return await run.logits();
  } finally {
    run.close();
  }
}
