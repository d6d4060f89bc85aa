'use client';
// How models are to be loaded: the format of their weights, and the prompt that memory is to suffice for.

import { Segmented } from '@/components/ui/Choice';
import { NumberField } from '@/components/ui/NumberField';
import type { Facts } from '@/lib/capabilities/facts';
import { machineOf } from '@/lib/capabilities/judge';
import { formatNames, formatsOn, type LoadWish } from './loadPlan';

interface HowToLoadProps {
  readonly wish: LoadWish;
  readonly facts: Facts | null;
  readonly onChange: (wish: LoadWish) => void;
}

export function HowToLoad({ wish, facts, onChange }: HowToLoadProps) {
  const options = formatsOn(wish.backend, facts).map((value) => ({ value, label: formatNames[value] }));
  return (
    <div className="flex flex-wrap items-center gap-x-5 gap-y-2 text-xs">
      <div className="flex flex-wrap items-center gap-2">
        <span className="text-ink-2">Weights as</span>
        <Segmented
          label="Format of weights"
          value={wish.format}
          options={options}
          onChange={(format) => onChange({ ...wish, format })}
        />
      </div>
      <div className="flex items-center gap-2">
        <NumberField
          label="Prompt, tokens"
          value={wish.promptLength}
          min={64}
          max={131_072}
          step={64}
          onChange={(promptLength) => onChange({ ...wish, promptLength })}
        />
      </div>
      <p className="text-ink-2 basis-full">
        {noteOf(wish, facts)}
        {facts && wish.backend !== 'wasm' && machineOf(facts).kind === 'webgpu' && (
          <> Browsers do not tell how much memory a GPU has: what is larger fails to load.</>
        )}
      </p>
    </div>
  );
}

function noteOf({ format, backend }: LoadWish, facts: Facts | null): string {
  switch (format) {
    case 'auto':
      if (!facts) return 'The best floats that this device has.';
      return formatsOn(backend, facts).includes('f16')
        ? 'The best floats that this device has: 16-bit.'
        : 'The best floats that this device has: 32-bit.';
    case 'f16':
      return 'Floats of 16 bits, as most checkpoints hold them.';
    case 'f32':
      return 'Floats of 32 bits: twice the memory, for comparisons with PyTorch.';
    case 'q8':
      return 'Matrices in blocks of 32 values of 8 bits, made on load: half the memory of 16-bit, next to no loss.';
    case 'q4':
      return 'Matrices in blocks of 32 values of 4 bits, made on load: least memory; answers may differ.';
  }
}
