'use client';
// What a teacher needs of a page, as part of a Share panel: a lesson link, a QR code. The dialogs stand outside of the panel,
// which closes when one opens.

import { GraduationCap, QrCode } from 'lucide-react';
import { Popover } from 'radix-ui';
import type { ReactNode, RefObject } from 'react';
import { Button } from '@/components/ui/Button';
import { LessonDialog, type LessonTarget } from './LessonDialog';
import { QrDialog } from './QrDialog';

export type ClassTool = 'lesson' | 'qr';

export function ClassButtons({ onOpen }: { onOpen: (tool: ClassTool) => void }) {
  return (
    <div className="border-line border-t pt-3">
      <h2 className="text-sm font-semibold">For a class</h2>
      <p className="text-ink-2 mt-0.5 mb-2 text-xs">Choose what students see, add a note and a question.</p>
      <div className="flex flex-wrap gap-2">
        <Popover.Close asChild>
          <Button onClick={() => onOpen('lesson')}>
            <GraduationCap size={14} aria-hidden /> Make a lesson link…
          </Button>
        </Popover.Close>
        <Popover.Close asChild>
          <Button onClick={() => onOpen('qr')}>
            <QrCode size={14} aria-hidden /> QR code…
          </Button>
        </Popover.Close>
      </div>
    </div>
  );
}

interface ClassDialogsProps {
  readonly tool: ClassTool | null;
  readonly targets: readonly LessonTarget[];
  /** What the QR code opens; null while it is made. */
  readonly link: string | null;
  /** Offered where a lesson link is too long. */
  readonly instead?: ReactNode;
  /** The button of the Share panel. */
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export function ClassDialogs({ tool, targets, link, instead, returnTo, onClose }: ClassDialogsProps) {
  return (
    <>
      <LessonDialog
        open={tool === 'lesson'}
        onClose={onClose}
        targets={targets}
        instead={instead}
        returnTo={returnTo}
      />
      <QrDialog open={tool === 'qr'} onClose={onClose} link={link} returnTo={returnTo} />
    </>
  );
}
