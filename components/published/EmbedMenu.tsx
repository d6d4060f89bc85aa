'use client';
// Makes the code that puts a published run into another page: which parts, which theme, how high.

import { CodeXml } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/Button';
import { CheckGroup } from '@/components/ui/CheckGroup';
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
  const [chosen, setChosen] = useState<readonly Part[]>(['answers', 'player', 'fate', 'prompt']);
  const [theme, setTheme] = useState<EmbedTheme>('auto');
  return (
    <div className="flex flex-col gap-3">
      <p className="text-ink-2 text-xs">
        A page that holds this code shows the run. No model is loaded before a click.
      </p>
      <CheckGroup
        legend="Parts, one or more"
        options={parts.map((value) => ({ value, label: partTitles[value] }))}
        checked={chosen}
        min={1}
        onChange={setChosen}
      />
      <div>
        <Segmented label="Theme" value={theme} options={themes} onChange={setTheme} />
      </div>
      <CopyField
        label="Code"
        rows={5}
        text={embedCode({ origin: location.origin, id, title, parts: new Set(chosen), theme })}
      />
    </div>
  );
}
