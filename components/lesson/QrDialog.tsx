'use client';
// A link as a QR code, large enough to be scanned from a projection.

import type { RefObject } from 'react';
import { Dialog } from '@/components/ui/Dialog';
import { QrCode } from '@/components/ui/QrCode';
import { OnlyHere } from './OnlyHere';

interface QrDialogProps {
  /** Null while it is made. */
  readonly link: string | null;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly returnTo?: RefObject<HTMLElement | null>;
}

export function QrDialog({ link, open, onClose, returnTo }: QrDialogProps) {
  return (
    <Dialog
      open={open}
      onClose={onClose}
      returnTo={returnTo}
      title="QR code"
      description="Opens this page on a phone, as it is now."
    >
      <div className="mt-4">
        {link === null ? (
          <p className="text-ink-2 text-sm">Making the link…</p>
        ) : (
          <>
            <QrCode text={link} label="QR code of the link below" />
            <p className="text-ink-2 mt-2 text-center font-mono text-xs break-all">
              {link.length > 200 ? `${link.slice(0, 200)}…` : link}
            </p>
            <div className="text-center">
              <OnlyHere link={link} />
            </div>
          </>
        )}
      </div>
    </Dialog>
  );
}
