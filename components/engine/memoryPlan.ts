// Where a model would run on this device, what it would take there, and whether it fits. Pure.

import type { Facts } from '@/lib/capabilities/facts';
import { machineOf } from '@/lib/capabilities/judge';
import type { AppError } from '@/lib/errors';
import {
  checkMemory,
  estimateMemory,
  gpuLimits,
  suggestFit,
  wasmLimits,
  type MemoryEstimate,
  type MemoryLimits,
} from '@/lib/model/memory';
import type { FormatChoice } from '@/lib/model/format';
import type { BackendChoice } from '@/lib/worker/protocol';
import type { ChosenModel } from './model';

export interface MemoryPlan {
  readonly estimate: MemoryEstimate;
  readonly kind: 'webgpu' | 'wasm';
  /** Floats of what is not in blocks. */
  readonly dtype: 'f16' | 'f32';
  /** Why it does not fit, with a suggestion; null where it fits. */
  readonly problem: AppError | null;
}

interface PlanRequest {
  readonly format: FormatChoice;
  readonly backend: BackendChoice;
  readonly promptLength: number;
  readonly maxNewTokens: number;
}

/**
 * The first place of the backend choice that has room, as the engine tries them; where none has, the first with its problem. Null where
 * no place computes in this format.
 */
export function planMemory(spec: ChosenModel['spec'], request: PlanRequest, facts: Facts): MemoryPlan | null {
  const plans = machinesFor(request, facts).map(({ dtype, limits }): MemoryPlan => {
    const { kind } = limits;
    const wanted = { ...request, dtype, kind };
    const estimate = estimateMemory(spec, wanted);
    return { estimate, kind, dtype, problem: checkMemory(estimate, limits, suggestFit(spec, wanted, limits)) };
  });
  return plans.find(({ problem }) => problem === null) ?? plans[0] ?? null;
}

/** Formats that this device computes with the backend choice. */
export function formatsFor(backend: BackendChoice, facts: Facts): readonly FormatChoice[] {
  const all: readonly FormatChoice[] = ['auto', 'f16', 'f32', 'q8', 'q4'];
  const any = { backend, promptLength: 0, maxNewTokens: 0 };
  return all.filter((format) => machinesFor({ ...any, format }, facts).length > 0);
}

function machinesFor(
  { format, backend }: PlanRequest,
  facts: Facts,
): { readonly dtype: 'f16' | 'f32'; readonly limits: MemoryLimits }[] {
  const machine = machineOf(facts);
  const gpu =
    machine.kind === 'webgpu' && facts.gpu.at === 'adapter'
      ? [{ dtype: format === 'f32' ? ('f32' as const) : machine.dtype, limits: gpuLimits(facts.gpu) }]
      : [];
  return [...gpu, { dtype: 'f32' as const, limits: wasmLimits }].filter(
    ({ dtype, limits }) => (backend === 'auto' || backend === limits.kind) && (format !== 'f16' || dtype === 'f16'),
  );
}
