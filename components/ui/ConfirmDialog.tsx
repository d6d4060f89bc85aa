'use client';
// Asks before something that cannot be undone. Knows nothing of what it is.

import { AlertDialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { Button } from './Button';

interface ConfirmDialogProps {
  /** A button element. */
  readonly trigger: ReactNode;
  readonly title: string;
  /** What will be gone. */
  readonly description: ReactNode;
  /** The verb on the button that does it. */
  readonly action: string;
  readonly onConfirm: () => void;
}

export function ConfirmDialog({ trigger, title, description, action, onConfirm }: ConfirmDialogProps) {
  return (
    <AlertDialog.Root>
      <AlertDialog.Trigger asChild>{trigger}</AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-40 bg-[rgb(0_0_0/0.45)]" />
        <AlertDialog.Content className="border-line-2 bg-surface fixed top-1/3 left-1/2 z-50 w-[26rem] max-w-[calc(100vw-24px)] -translate-x-1/2 -translate-y-1/3 rounded-md border p-5 shadow-[0_8px_24px_-12px_rgb(0_0_0/0.35)]">
          <AlertDialog.Title className="text-base font-semibold break-words">{title}</AlertDialog.Title>
          <AlertDialog.Description className="text-ink-2 mt-2 text-sm break-words">
            {description}
          </AlertDialog.Description>
          <div className="mt-5 flex justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button>Keep</Button>
            </AlertDialog.Cancel>
            <AlertDialog.Action asChild>
              <Button weight="primary" className="bg-bad! border-bad!" onClick={onConfirm}>
                {action}
              </Button>
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
