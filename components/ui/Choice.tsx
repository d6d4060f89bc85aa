// One of a few: a segmented control, or a native select where the words are long. Knows nothing of what is chosen.

import { ToggleGroup } from 'radix-ui';

export interface Option<T extends string> {
  readonly value: T;
  readonly label: string;
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly Option<T>[];
  readonly disabled?: boolean;
  readonly onChange: (value: T) => void;
}

export function Segmented<T extends string>({ label, value, options, disabled = false, onChange }: ChoiceProps<T>) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      disabled={disabled}
      className="border-line-2 inline-flex rounded-sm border"
      onValueChange={(next) => {
        const option = options.find((each) => each.value === next);
        if (option) onChange(option.value);
      }}
    >
      {options.map((option) => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          className="text-ink-2 hover:text-ink data-[state=on]:bg-ink data-[state=on]:text-surface border-line-2 h-7 border-l px-2.5 text-xs first:border-l-0 disabled:opacity-50"
        >
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}

export function Select<T extends string>({ label, value, options, disabled = false, onChange }: ChoiceProps<T>) {
  return (
    <select
      aria-label={label}
      value={value}
      disabled={disabled}
      className="border-line-2 bg-surface h-8 w-full min-w-0 rounded-sm border px-2 text-sm disabled:opacity-50"
      onChange={(event) => {
        const option = options.find((each) => each.value === event.target.value);
        if (option) onChange(option.value);
      }}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
