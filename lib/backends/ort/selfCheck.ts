// Checks at load that a GPU's two attention kernels agree: fused kernels have been wrong on some drivers, and wrong attention would
// look like a finding about pruning.

import type { Backend, BackendRun, SegmentPlan } from '@/lib/engine/backend';
import type { Position } from '@/lib/engine/types';
import { AppError } from '@/lib/errors';

/** Longer than the tiles of the kernels known to go wrong. */
const ROWS = 80;

/** Largest difference of the logits, in units of their largest value. */
const TOLERANCE = { f32: 1e-3, f16: 5e-2 } as const;

/**
 * Runs `ROWS` tokens through the first layer at once (fused attention) and again with the last token apart (masked attention over
 * cached keys). Throws AppError `webgpu-missing` where the two differ.
 */
export async function checkAttention(backend: Backend): Promise<void> {
  const positions = Array.from({ length: ROWS }, (_, position) => position);
  const ids = positions.map((position) => (position * 31 + 7) % backend.vocabSize);

  const logitsAfter = async (chunks: readonly (readonly Position[])[]): Promise<Float32Array> => {
    const run: BackendRun = backend.open(ROWS);
    try {
      for (const chunk of chunks) {
        const plan: SegmentPlan = {
          index: 0,
          firstLayer: 1,
          lastLayer: backend.layers,
          active: positions.slice(0, (chunk.at(-1) ?? 0) + 1),
          computed: chunk,
          revived: [],
          scored: false,
        };
        await run.embed(
          chunk.map((position) => ids[position] ?? 0),
          chunk,
        );
        await run.enter(plan);
        await run.layer(1, plan);
      }
      return await run.logits();
    } finally {
      run.close();
    }
  };

  const together = await logitsAfter([positions]);
  const apart = await logitsAfter([positions.slice(0, -1), positions.slice(-1)]);
  const largest = together.reduce((most, logit) => Math.max(most, Math.abs(logit)), 0);
  const difference = together.reduce((most, logit, i) => Math.max(most, Math.abs(logit - (apart[i] ?? 0))), 0);
  if (difference > TOLERANCE[backend.description.dtype] * largest) {
    throw new AppError(
      'webgpu-missing',
      `attention on ${backend.description.adapter} is off by ${((difference / largest) * 100).toFixed(1)}%: a fault of the driver or of onnxruntime; use WASM`,
    );
  }
}
