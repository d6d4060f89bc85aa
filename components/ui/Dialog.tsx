'use client';
// A dialog over the page: its title, what is in it, a way out. Knows nothing of what it is for.

import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode, RefObject } from 'react';
import { useRef } from 'react';
import { IconButton } from './IconButton';

interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** What it does. */
  readonly description: ReactNode;
  /** The field that has the focus first; the dialog itself where not given. */
  readonly initialFocus?: RefObject<HTMLElement | null>;
  /** Gets the focus when the dialog closes: what led to it, as a menu's item is gone by then. */
  readonly returnTo?: RefObject<HTMLElement | null> | undefined;
  readonly children: ReactNode;
}

export function Dialog({ open, onClose, title, description, initialFocus, returnTo, children }: DialogProps) {
  const content = useRef<HTMLDivElement>(null);
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-[rgb(0_0_0/0.45)]" />
        <Radix.Content
          ref={content}
          // On the Close button its tooltip would take the first Escape.
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            (initialFocus?.current ?? content.current)?.focus();
          }}
          onCloseAutoFocus={(event) => {
            if (!returnTo) return;
            event.preventDefault();
            returnTo.current?.focus();
          }}
          className="border-line-2 bg-surface fixed top-1/2 left-1/2 z-50 max-h-[calc(100dvh-24px)] w-[44rem] max-w-[calc(100vw-24px)] -translate-x-1/2 -translate-y-1/2 overflow-y-auto rounded-md border p-5 outline-none shadow-[0_8px_24px_-12px_rgb(0_0_0/0.35)]"
        >
          <div className="flex items-start justify-between gap-4">
            <Radix.Title className="text-base font-semibold break-words">{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton label="Close" className="-mt-1.5 -mr-2">
                <X size={16} aria-hidden />
              </IconButton>
            </Radix.Close>
          </div>
          <Radix.Description asChild>
            <div className="text-ink-2 text-sm">{description}</div>
          </Radix.Description>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
