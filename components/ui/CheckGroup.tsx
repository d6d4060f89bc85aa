// Several of a list: a box for each, and one press for all or none.

import { Button } from './Button';

interface CheckGroupProps<T extends string> {
  readonly legend: string;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly checked: readonly T[];
  readonly onChange: (checked: T[]) => void;
}

export function CheckGroup<T extends string>({ legend, options, checked, onChange }: CheckGroupProps<T>) {
  const all = options.map(({ value }) => value);
  const isFull = checked.length === all.length;
  return (
    <fieldset className="min-w-0">
      <div className="flex items-center justify-between gap-2">
        <legend className="float-left text-sm font-semibold">{legend}</legend>
        <Button weight="quiet" className="h-7 text-xs" onClick={() => onChange(isFull ? [] : all)}>
          {isFull ? 'None' : 'All'}
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
