'use client';
// One part of a run on the whole screen, in large type, stepped by keys or a presenter's remote. Without a presentation, the parts
// as they are.

import { ChevronLeft, ChevronRight, QrCode, X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import type { KeyboardEvent, ReactNode } from 'react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { QrDialog } from '@/components/lesson/QrDialog';
import { Select } from '@/components/ui/Choice';
import { IconButton } from '@/components/ui/IconButton';
import { type Part, partTitles } from '@/lib/experiment/parts';
import type { Presentation } from './usePresentation';

interface StageProps {
  readonly presentation: Presentation;
  /** What can be presented. */
  readonly available: readonly Part[];
  readonly title: string;
  /** Index of the step shown, and how many there are. */
  readonly step: number;
  readonly steps: number;
  /** What happened in the step, in a sentence. */
  readonly story: string;
  readonly onStep: (step: number) => void;
  readonly children: ReactNode;
}

export function Stage(props: StageProps) {
  const { presentation, children } = props;
  if (presentation.part === null) return children;
  return <FullScreen {...props} part={presentation.part} />;
}

function FullScreen(props: StageProps & { readonly part: Part }) {
  const { presentation, part, available, title, step, steps, story, onStep, children } = props;
  const { present, end } = presentation;
  const content = useRef<HTMLDivElement>(null);
  const [code, setCode] = useState<string | null>(null);
  useLargeType();
  useEndWithFullscreen(end);

  const go = (to: number): void => {
    if (to >= 0 && to < steps) onStep(to);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // A tooltip may have taken the key for itself; a menu, which stands elsewhere in the document, has a right to it.
    if (event.key === 'Escape' && !code && content.current?.contains(event.target as Node)) return end();
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || code) return;
    const move = moveOf(event.key, { step, steps });
    const chosen = available[Number(event.key) - 1];
    if (move !== null && (/^Page/.test(event.key) || !usesKeys(event.target))) {
      event.preventDefault();
      go(move);
    } else if (/^[1-8]$/.test(event.key) && chosen && !usesKeys(event.target)) {
      present(chosen);
    }
  };

  return (
    <Dialog.Root open onOpenChange={(open) => !open && end()}>
      <Dialog.Portal>
        <Dialog.Content
          ref={content}
          aria-describedby={undefined}
          className="bg-surface fixed inset-0 z-30 flex flex-col outline-none"
          // The keys belong to the presentation until something in it is chosen.
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            content.current?.focus();
          }}
          onKeyDown={onKeyDown}
        >
          <header className="border-line flex flex-wrap items-center gap-x-4 gap-y-2 border-b px-4 py-2 md:px-6">
            <Dialog.Title className="min-w-0 flex-1 truncate text-base font-semibold">{title}</Dialog.Title>
            <div className="w-56">
              <Select
                label="Part shown"
                value={part}
                options={available.map((value, i) => ({ value, label: `${i + 1}  ${partTitles[value]}` }))}
                onChange={present}
              />
            </div>
            <div className="flex">
              <IconButton label="QR code of this page" onClick={() => setCode(linkToView())}>
                <QrCode size={18} aria-hidden />
              </IconButton>
              <IconButton label="End the presentation (Esc)" onClick={end}>
                <X size={18} aria-hidden />
              </IconButton>
            </div>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto" tabIndex={0} role="group" aria-label={partTitles[part]}>
            {children}
          </div>
          <footer className="border-line flex items-center gap-3 border-t px-4 py-2 md:px-6">
            <IconButton label="Step back (←, Page Up)" disabled={step === 0} onClick={() => go(step - 1)}>
              <ChevronLeft size={20} aria-hidden />
            </IconButton>
            <p className="tabular min-w-0 flex-1 text-center text-base" aria-live="polite">
              <span className="font-semibold">
                {step === 0 ? 'Prefill' : `Decode step ${step}`} of {steps - 1}.
              </span>{' '}
              <span className="text-ink-2 hidden sm:inline">{story}</span>
            </p>
            <IconButton label="Step forward (→, Page Down)" disabled={step >= steps - 1} onClick={() => go(step + 1)}>
              <ChevronRight size={20} aria-hidden />
            </IconButton>
          </footer>
        </Dialog.Content>
      </Dialog.Portal>
      <QrDialog open={code !== null} link={code} onClose={() => setCode(null)} />
    </Dialog.Root>
  );
}

/** Where a key leads; null where it leads nowhere. Remotes send Page Up and Page Down. */
function moveOf(key: string, { step, steps }: { step: number; steps: number }): number | null {
  const moves: Record<string, number> = {
    ArrowRight: step + 1,
    PageDown: step + 1,
    ArrowLeft: step - 1,
    PageUp: step - 1,
    Home: 0,
    End: steps - 1,
  };
  return moves[key] ?? null;
}

/** Fields, maps and sliders have a use for keys themselves. */
function usesKeys(target: EventTarget): boolean {
  return (
    target instanceof Element &&
    target.closest('input, select, textarea, [role=application], [role=slider], [role=radio]') !== null
  );
}

/** Sizes follow the root's: see globals.css. */
function useLargeType(): void {
  useEffect(() => {
    const { dataset } = document.documentElement;
    dataset['presenting'] = '';
    return () => {
      delete dataset['presenting'];
    };
  }, []);
}

/** Escape leaves the browser's full screen without telling the page of the key. */
function useEndWithFullscreen(end: () => void): void {
  const left = useEffectEvent(() => {
    if (!document.fullscreenElement) end();
  });
  useEffect(() => {
    const listener = (): void => left();
    document.addEventListener('fullscreenchange', listener);
    return () => {
      document.removeEventListener('fullscreenchange', listener);
      if (document.fullscreenElement) void document.exitFullscreen();
    };
  }, []);
}

/** The address without the presentation: a phone gets the page. */
function linkToView(): string {
  const url = new URL(location.href);
  url.searchParams.delete('present');
  return url.href;
}
