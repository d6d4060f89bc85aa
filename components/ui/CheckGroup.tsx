// Several of a list: a box for each, and one press for all or none.

import { Button } from './Button';

interface CheckGroupProps<T extends string> {
  readonly legend: string;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly checked: readonly T[];
  /** The fewest that may be checked; the last ones cannot be taken away. */
  readonly min?: number;
  readonly onChange: (checked: T[]) => void;
}

export function CheckGroup<T extends string>({ legend, options, checked, min = 0, onChange }: CheckGroupProps<T>) {
  const all = options.map(({ value }) => value);
  const isFull = checked.length === all.length;
  const isLeast = checked.length <= min;
  const offersNone = isFull && min === 0;
  return (
    <fieldset className="min-w-0">
      {/* A child of the fieldset, or it would not name it; floating, so that the button stands beside it. */}
      <legend className="float-left py-1 text-sm font-semibold">{legend}</legend>
      <div className="flex justify-end">
        <Button
          weight="quiet"
          className="h-7 text-xs"
          disabled={isFull && !offersNone}
          onClick={() => onChange(offersNone ? [] : all)}
        >
          {offersNone ? 'None' : 'All'}
          <span className="sr-only"> of {legend.toLowerCase()}</span>
        </Button>
      </div>
      <div className="mt-1 grid grid-cols-2 gap-x-4 gap-y-1">
        {options.map(({ value, label }) => (
          <label key={value} className="flex items-center gap-2 py-0.5 text-sm">
            <input
              type="checkbox"
              className="accent-accent size-4 shrink-0"
              checked={checked.includes(value)}
              disabled={isLeast && checked.includes(value)}
              // In the order of the list, so that the same choice is the same link.
              onChange={(event) =>
                onChange(all.filter((each) => (each === value ? event.target.checked : checked.includes(each))))
              }
            />
            {label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
