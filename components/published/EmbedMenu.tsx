'use client';
// Makes the code that puts a published run into another page: which parts, which theme, how high.

import { CodeXml } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/Button';
import { Segmented } from '@/components/ui/Choice';
import { CopyField } from '@/components/ui/CopyField';
import { Popup } from '@/components/ui/Popup';
import { type Part, parts, partTitles } from '@/lib/experiment/parts';
import { embedCode, type EmbedTheme } from './embedCode';

const themes = [
  { value: 'auto', label: 'As the reader’s system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;

export function EmbedMenu({ id, title }: { id: string; title: string }) {
  return (
    <Popup
      label="Embed this run"
      trigger={
        <Button>
          <CodeXml size={14} aria-hidden /> Embed
        </Button>
      }
    >
      <EmbedForm id={id} title={title} />
    </Popup>
  );
}

function EmbedForm({ id, title }: { id: string; title: string }) {
  const [chosen, setChosen] = useState<ReadonlySet<Part>>(new Set(['answers', 'player', 'fate', 'prompt']));
  const [theme, setTheme] = useState<EmbedTheme>('auto');
  const toggle = (part: Part): void => {
    const next = new Set(chosen);
    if (!next.delete(part)) next.add(part);
    if (next.size > 0) setChosen(next);
  };
  return (
    <div className="flex flex-col gap-3">
      <p className="text-ink-2 text-xs">
        A page that holds this code shows the run. No model is loaded before a click.
      </p>
      <fieldset>
        <legend className="text-ink-2 mb-1 text-xs">Parts</legend>
        <div className="grid grid-cols-2 gap-x-3 gap-y-1">
          {parts.map((part) => (
            <label key={part} className="flex items-center gap-2 text-xs">
              <input
                type="checkbox"
                className="accent-accent"
                checked={chosen.has(part)}
                onChange={() => toggle(part)}
              />
              {partTitles[part]}
            </label>
          ))}
        </div>
      </fieldset>
      <div>
        <Segmented label="Theme" value={theme} options={themes} onChange={setTheme} />
      </div>
      <CopyField label="Code" rows={5} text={embedCode({ origin: location.origin, id, title, parts: chosen, theme })} />
    </div>
  );
}
