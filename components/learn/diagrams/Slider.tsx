// A labelled slider that says its value in words. Knows nothing of what it moves.

import { useId } from 'react';

interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** The value as it is shown and read out: `629 tokens`. */
  readonly words: string;
  readonly onChange: (value: number) => void;
}

export function Slider({ label, value, min, max, step, words, onChange }: SliderProps) {
  const id = useId();
  return (
    <div className="grid grid-cols-[1fr_auto] items-baseline gap-x-4">
      <label htmlFor={id} className="text-ink-2 text-xs">
        {label}
      </label>
      <output htmlFor={id} className="tabular text-sm font-medium">
        {words}
      </output>
      <input
        id={id}
        type="range"
        className="step-slider col-span-2 mt-1"
        {...{ value, min, max, step }}
        aria-valuetext={words}
        onChange={(event) => onChange(Number(event.target.value))}
      />
    </div>
  );
}
