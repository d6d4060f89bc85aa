// How models are wished to be loaded, and what that takes on this device. Pure.

import { formatsFor, type MemoryPlan, planMemory } from '@/components/engine/memoryPlan';
import type { Facts } from '@/lib/capabilities/facts';
import type { ModelSpec } from '@/lib/model/spec';
import type { FormatChoice } from '@/lib/model/format';
import type { BackendChoice } from '@/lib/worker/protocol';

export interface LoadWish {
  readonly format: FormatChoice;
  readonly backend: BackendChoice;
  /** Tokens of the prompt that memory is to suffice for. */
  readonly promptLength: number;
}

export interface LoadPlan extends MemoryPlan {
  /** What was wished, or as much as the model allows. */
  readonly promptLength: number;
}

/** Answers of a usual run. */
const NEW_TOKENS = 64;

/** With hyphens that do not break. */
export const formatNames: Record<FormatChoice, string> = {
  auto: 'Automatic',
  f16: '16\u2011bit',
  f32: '32\u2011bit',
  q8: '8\u2011bit',
  q4: '4\u2011bit',
};

/** The formats that this device computes; all of them while it is not known. */
export function formatsOn(backend: BackendChoice, facts: Facts | null): readonly FormatChoice[] {
  return facts ? formatsFor(backend, facts) : ['auto', 'f16', 'f32', 'q8', 'q4'];
}

/** Null where this device does not compute in the format. */
export function planLoad(spec: ModelSpec, wish: LoadWish, facts: Facts): LoadPlan | null {
  const promptLength = Math.max(1, Math.min(wish.promptLength, spec.context - NEW_TOKENS));
  const plan = planMemory(spec, { ...wish, promptLength, maxNewTokens: NEW_TOKENS }, facts);
  return plan && { ...plan, promptLength };
}
