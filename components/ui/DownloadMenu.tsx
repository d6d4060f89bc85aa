'use client';
// A small button that opens a menu of downloads. Knows no format: every item does its own work.

import { Download } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { MenuPanel } from './MenuPanel';

export interface DownloadItem {
  readonly label: string;
  /** Ending of the file, shown at the right: `SVG`. */
  readonly format: string;
  readonly onSelect: () => void;
}

interface DownloadMenuProps {
  /** What the files are of: "Token fate map". */
  readonly of: string;
  /** Parted by hairlines. */
  readonly groups: readonly (readonly DownloadItem[])[];
}

export function DownloadMenu({ of, groups }: DownloadMenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        aria-label={`Download: ${of}`}
        title="Download"
        className="text-ink-2 hover:text-ink hover:bg-surface-2 data-[state=open]:bg-surface-2 inline-flex size-8 shrink-0 items-center justify-center rounded-sm"
      >
        <Download size={14} aria-hidden />
      </DropdownMenu.Trigger>
      <MenuPanel align="end" narrow>
        {groups
          .filter((items) => items.length > 0)
          .map((items, i) => (
            <DropdownMenu.Group key={i} className={`py-1 ${i > 0 ? 'border-line border-t' : ''}`}>
              {items.map(({ label, format, onSelect }) => (
                <DropdownMenu.Item
                  key={`${label} ${format}`}
                  className="data-highlighted:bg-accent-soft flex cursor-pointer items-baseline justify-between gap-6 px-3 py-1.5 outline-none"
                  onSelect={onSelect}
                >
                  {label}
                  <span className="text-ink-2 text-xs">{format}</span>
                </DropdownMenu.Item>
              ))}
            </DropdownMenu.Group>
          ))}
      </MenuPanel>
    </DropdownMenu.Root>
  );
}
