'use client';
// What stands around every page but those made to stand in another site, which bring their own.

import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { Header } from './Header';

export function Frame({ children }: { children: ReactNode }) {
  if (usePathname().startsWith('/embed/')) return children;
  return (
    <>
      <a
        href="#main"
        className="bg-accent text-accent-ink sr-only z-50 rounded-sm px-3 py-2 focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to content
      </a>
      <Header />
      {children}
    </>
  );
}
