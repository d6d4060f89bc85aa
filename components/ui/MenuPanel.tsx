'use client';
// The panel of a menu: opens under its trigger, scrolls where the screen is short. Knows nothing of the items.

import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';

interface MenuPanelProps {
  readonly align: 'start' | 'end';
  /** For short items. */
  readonly narrow?: boolean;
  readonly children: ReactNode;
}

export function MenuPanel({ align, narrow = false, children }: MenuPanelProps) {
  return (
    <DropdownMenu.Portal>
      <DropdownMenu.Content
        align={align}
        sideOffset={4}
        collisionPadding={12}
        tabIndex={0} // a list that scrolls can be reached: its items take the focus one at a time
        className={`border-line-2 bg-surface z-40 max-h-[min(36rem,var(--radix-dropdown-menu-content-available-height))] ${narrow ? 'min-w-60' : 'w-92'} max-w-[calc(100vw-24px)] overflow-y-auto rounded-md border py-1 text-sm shadow-[0_8px_24px_-12px_rgb(0_0_0/0.35)]`}
      >
        {children}
      </DropdownMenu.Content>
    </DropdownMenu.Portal>
  );
}
