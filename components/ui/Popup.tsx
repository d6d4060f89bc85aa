// A small panel that opens beside its button and closes on Escape or a click elsewhere.

import { Popover } from 'radix-ui';
import type { ReactNode } from 'react';

interface PopupProps {
  /** A button element. */
  readonly trigger: ReactNode;
  readonly label: string;
  readonly align?: 'start' | 'center' | 'end';
  readonly children: ReactNode;
}

export function Popup({ trigger, label, align = 'end', children }: PopupProps) {
  return (
    <Popover.Root>
      <Popover.Trigger asChild>{trigger}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label={label}
          align={align}
          sideOffset={6}
          collisionPadding={12}
          className="border-line-2 bg-surface z-40 max-h-(--radix-popover-content-available-height) w-80 max-w-[calc(100vw-24px)] overflow-y-auto rounded-md border p-4 text-sm shadow-[0_8px_24px_-12px_rgb(0_0_0/0.35)]"
        >
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
