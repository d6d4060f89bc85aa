'use client';
// A number typed by hand. Valid numbers are reported as they are typed; an invalid draft is explained and never reported.

import { useId, useState } from 'react';

interface NumberFieldProps {
  readonly label: string;
  /** Shown; the label stands beside it. False leaves the label to screen readers. */
  readonly labelShown?: boolean;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  readonly disabled?: boolean;
  /** For numbers of one or two figures. */
  readonly narrow?: boolean;
  readonly className?: string;
  readonly onChange: (value: number) => void;
}

export function NumberField(props: NumberFieldProps) {
  const { label, labelShown = true, value, min, max, step = 1, disabled = false, narrow = false } = props;
  const { className = '', onChange } = props;
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const problem = draft === null ? null : problemOf(draft, min, max, step);

  return (
    <span className={`inline-flex flex-wrap items-center gap-x-2 gap-y-1 ${className}`}>
      <label htmlFor={id} className={labelShown ? 'text-ink-2 text-xs' : 'sr-only'}>
        {label}
      </label>
      <input
        id={id}
        type="number"
        inputMode={step < 1 ? 'decimal' : 'numeric'}
        className={`border-line-2 aria-invalid:border-bad bg-surface tabular h-7 rounded-sm border px-1.5 text-right text-sm disabled:opacity-50 ${narrow ? 'w-11' : 'w-16'}`}
        value={draft ?? String(value)}
        min={min}
        max={max}
        step={step}
        disabled={disabled}
        aria-invalid={problem !== null}
        aria-describedby={problem ? `${id}-problem` : undefined}
        onChange={(event) => {
          const text = event.target.value;
          setDraft(text);
          if (problemOf(text, min, max, step) === null) onChange(Number(text));
        }}
        onBlur={() => setDraft(null)}
      />
      {problem && (
        <span id={`${id}-problem`} role="alert" className="text-bad basis-full text-xs">
          {problem}
        </span>
      )}
    </span>
  );
}

function problemOf(text: string, min: number, max: number, step: number): string | null {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) return `Type a number from ${min} to ${max}.`;
  if (step >= 1 && !Number.isInteger(value)) return `Type a whole number from ${min} to ${max}.`;
  if (value < min || value > max) return `${text} is outside ${min} to ${max}.`;
  return null;
}
