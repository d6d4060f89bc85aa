'use client';
// One part of a run on the whole screen, in large type, stepped by keys or a presenter's remote. Without a presentation, the parts
// as they are.

import { QrCode, X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import type { KeyboardEvent, ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import { QrDialog } from '@/components/lesson/QrDialog';
import { Select } from '@/components/ui/Choice';
import { IconButton } from '@/components/ui/IconButton';
import { MagnificationContext } from '@/components/views/magnified';
import { type Part, partTitles } from '@/lib/experiment/parts';
import { Pager } from './Pager';
import { useEndWithFullscreen, useLargeType } from './screen';
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
  /** Further choices of what is shown. */
  readonly choices: ReactNode;
  readonly children: ReactNode;
}

export function Stage(props: StageProps) {
  const { presentation, children } = props;
  if (presentation.part === null) return children;
  return <FullScreen {...props} part={presentation.part} />;
}

/** These say the same in every step. */
const withoutSteps: ReadonlySet<Part> = new Set(['times', 'answers']);

function FullScreen(props: StageProps & { readonly part: Part }) {
  const { presentation, part, available, title, step, steps, story, onStep, choices, children } = props;
  const { present, end, button } = presentation;
  const content = useRef<HTMLDivElement>(null);
  const [code, setCode] = useState<string | null>(null);
  const magnification = useLargeType();
  useEndWithFullscreen(end);
  // What had the focus may have gone with the part or step before; the keys shall go on to work.
  useEffect(() => {
    if (document.activeElement === document.body) content.current?.focus();
  }, [part, step]);

  // Keys act on what is to be seen: on steps where the part has them, else they turn to the next part.
  const stepped = !withoutSteps.has(part) && available.includes('player');
  const place = stepped ? { at: step, count: steps } : { at: available.indexOf(part), count: available.length };
  const go = (to: number): void => {
    if (to < 0 || to >= place.count || to === place.at) return;
    const next = available[to];
    if (stepped) onStep(to);
    else if (next) present(next);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // A tooltip may have taken the key for itself; a menu, which stands elsewhere in the document, has a right to it.
    if (event.key === 'Escape' && !code && content.current?.contains(event.target as Node)) return end();
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || code) return;
    const move = moveOf(event.key, place);
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
          // The button was not there while the stage stood in its place.
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            button.current?.focus();
          }}
          onKeyDown={onKeyDown}
        >
          <header className="border-line flex flex-wrap items-center gap-x-3 gap-y-1.5 border-b px-4 py-1.5 md:px-5">
            <Dialog.Title className="text-ink-2 min-w-0 flex-1 basis-full truncate text-sm sm:basis-0">
              {title}
            </Dialog.Title>
            {choices}
            <div className="w-40 min-w-0 flex-1 sm:w-52 sm:flex-none">
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
          <div
            className="flex min-h-0 flex-1 flex-col overflow-y-auto outline-offset-[-2px]"
            tabIndex={0}
            role="group"
            aria-label={partTitles[part]}
          >
            <MagnificationContext value={magnification}>{children}</MagnificationContext>
          </div>
          <Pager
            at={place.at}
            count={place.count}
            what={stepped ? 'step' : 'part'}
            text={stepped ? story : (next(available, place.at) ?? '')}
            onGo={go}
          />
        </Dialog.Content>
      </Dialog.Portal>
      <QrDialog open={code !== null} link={code} onClose={() => setCode(null)} />
    </Dialog.Root>
  );
}

function next(available: readonly Part[], at: number): string | null {
  const part = available[at + 1];
  return part ? `Next: ${partTitles[part]}` : null;
}

/** Where a key leads; null where it leads nowhere. Remotes send Page Up and Page Down. */
function moveOf(key: string, { at, count }: { at: number; count: number }): number | null {
  const moves: Record<string, number> = {
    ArrowRight: at + 1,
    PageDown: at + 1,
    ArrowLeft: at - 1,
    PageUp: at - 1,
    Home: 0,
    End: count - 1,
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

/** The address without the presentation: a phone gets the page. */
function linkToView(): string {
  const url = new URL(location.href);
  url.searchParams.delete('present');
  return url.href;
}
