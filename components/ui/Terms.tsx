// What the words of a panel mean: a question mark that opens their list, for pointer, touch and keyboard alike.

import { CircleHelp } from 'lucide-react';
import { IconButton } from './IconButton';
import { Popup } from './Popup';

export interface Term {
  readonly name: string;
  readonly meaning: string;
}

export function Terms({ of, terms }: { readonly of: string; readonly terms: readonly Term[] }) {
  const label = `What is meant: ${of}`;
  return (
    <Popup
      label={label}
      trigger={
        <IconButton label={label}>
          <CircleHelp size={14} aria-hidden />
        </IconButton>
      }
    >
      <dl className="flex flex-col gap-2 text-xs">
        {terms.map(({ name, meaning }) => (
          <div key={name}>
            <dt className="font-medium">{name}</dt>
            <dd className="text-ink-2">{meaning}</dd>
          </div>
        ))}
      </dl>
    </Popup>
  );
}
