'use client';
// The menu of presets, grouped by the paper's task categories, each with what to watch.

import { ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { MenuPanel } from '@/components/ui/MenuPanel';
import { presets } from '@/lib/presets/presets';
import type { Preset } from '@/lib/presets/schema';
import { categories } from '@/lib/presets/schema';

interface PresetMenuProps {
  readonly chosen: string | null;
  readonly onChoose: (preset: Preset) => void;
}

export function PresetMenu({ chosen, onChoose }: PresetMenuProps) {
  const current = presets.find((preset) => preset.id === chosen);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="border-line-2 hover:bg-surface-2 flex h-8 min-w-0 flex-1 items-center justify-between gap-2 rounded-sm border px-2.5 text-left text-sm">
        <span className="truncate">{current?.title ?? 'Own prompt'}</span>
        <ChevronDown size={14} className="text-ink-2 shrink-0" aria-hidden />
        <span className="sr-only">, choose a preset</span>
      </DropdownMenu.Trigger>
      <MenuPanel align="start">
        {categories.map((category) => (
          <DropdownMenu.Group key={category} className="border-line not-first:border-t py-1">
            <DropdownMenu.Label className="text-ink-2 px-3 py-1 text-xs">{category}</DropdownMenu.Label>
            {presets
              .filter((preset) => preset.category === category)
              .map((preset) => (
                <DropdownMenu.Item
                  key={preset.id}
                  className="data-highlighted:bg-accent-soft cursor-pointer px-3 py-1.5 outline-none"
                  onSelect={() => onChoose(preset)}
                >
                  <span
                    className={`block text-sm ${preset.id === chosen ? 'text-accent font-semibold' : 'font-medium'}`}
                  >
                    {preset.title}
                  </span>
                  <span className="text-ink-2 block text-xs">{preset.watch}</span>
                </DropdownMenu.Item>
              ))}
          </DropdownMenu.Group>
        ))}
      </MenuPanel>
    </DropdownMenu.Root>
  );
}
