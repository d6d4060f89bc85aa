'use client';
// What stands around every page but those made to stand in another site, which bring their own.

import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { useEffect, useLayoutEffect } from 'react';
import { LessonBanner } from '@/components/lesson/LessonBanner';
import { ensureTheme } from '@/components/ui/theme';
import { Footer } from './Footer';
import { Header } from './Header';
import { NewVersion } from './NewVersion';
import { registerServiceWorker } from './serviceWorker';

export function Frame({ children }: { children: ReactNode }) {
  const embedded = usePathname().startsWith('/embed/');
  useLayoutEffect(ensureTheme, []);
  useEffect(() => {
    if (!embedded) afterLoad(() => void registerServiceWorker());
  }, [embedded]);
  if (embedded) return children;
  return (
    <>
      <a
        href="#main"
        className="bg-accent text-accent-ink sr-only z-50 rounded-sm px-3 py-2 focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to content
      </a>
      <div className="flex min-h-dvh flex-col">
        <Header />
        <LessonBanner />
        <div className="min-w-0 grow">{children}</div>
        <Footer />
      </div>
      <NewVersion />
    </>
  );
}

/** What the page itself needs comes first. */
function afterLoad(work: () => void): void {
  if (document.readyState === 'complete') work();
  else addEventListener('load', work, { once: true });
}
