'use client';
// In which numbers the model's matrices are kept, each with the memory that the weights take, and what all takes at this prompt.

import { useId } from 'react';
import { formatBytes } from '@/lib/bytes';
import type { FormatChoice as Format } from '@/lib/model/format';
import type { MemoryPlan } from '@/components/engine/memoryPlan';
import { type ChosenModel, patchModel } from '@/components/engine/model';

/** What each format would take on this device; none where the backend asked for is not there. */
export type FormatPlans = readonly (readonly [Format, MemoryPlan])[];

interface FormatChoiceProps {
  readonly model: ChosenModel;
  /** Null while the device is not known. */
  readonly plans: FormatPlans | null;
  readonly busy: boolean;
}

const names: Record<Format, string> = {
  auto: 'Automatic',
  f16: '16-bit floats',
  f32: '32-bit floats',
  q8: '8-bit blocks',
  q4: '4-bit blocks',
};

export function FormatChoice({ model, plans, busy }: FormatChoiceProps) {
  const name = useId();
  const chosen = plans?.find(([format]) => format === model.format)?.[1] ?? null;
  if (!plans) return <p className="text-ink-2 text-xs">Asking what this device can hold…</p>;
  if (plans.length === 0)
    return <p className="text-ink-2 text-xs">This browser gives no GPU: choose another backend.</p>;
  return (
    <fieldset disabled={busy}>
      <legend className="text-ink-2 mb-1.5 flex w-full justify-between text-xs">
        <span>Weights{model.sizeBytes === null ? '' : `, ${formatBytes(model.sizeBytes)} as stored`}</span>
        <span>in memory</span>
      </legend>
      {plans.map(([format, { estimate, dtype, problem }]) => (
        <label key={format} className="flex items-center gap-2 py-0.5 text-xs">
          <input
            type="radio"
            name={name}
            className="accent-accent size-3.5"
            checked={format === model.format}
            onChange={() => patchModel({ format })}
          />
          <span className="flex-1">
            {names[format]}
            {format === 'auto' && <span className="text-ink-2">: {dtype}</span>}
          </span>
          {problem && <span className="text-bad">too large</span>}
          <span className="tabular">{formatBytes(estimate.weights)}</span>
        </label>
      ))}
      {chosen && <MemoryParts plan={chosen} />}
    </fieldset>
  );
}

function MemoryParts({ plan: { estimate, problem } }: { plan: MemoryPlan }) {
  const parts: readonly (readonly [string, number])[] = [
    ['KV cache', estimate.kv],
    ['Aux Cache', estimate.aux],
    ['activations', estimate.activations],
  ];
  return (
    <>
      <p className="text-ink-2 tabular mt-1.5 text-xs">
        With this prompt about <strong className="text-ink font-semibold">{formatBytes(estimate.total)}</strong>:
        weights, {parts.map(([part, bytes]) => `${part} ${formatBytes(bytes)}`).join(', ')}.
      </p>
      {problem && <p className="text-bad mt-1 text-xs break-words">Does not fit: {problem.message}</p>}
    </>
  );
}
