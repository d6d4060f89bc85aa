'use client';
// A link of the header; says where it leads to the page already shown, or to one below it.

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useEffect, useRef, type ReactNode } from 'react';

export function NavLink({ href, children }: { href: string; children: ReactNode }) {
  // In a static bundle the address of a page ends with a slash.
  const path = usePathname().replace(/(?<=.)\/$/, '');
  const below = href !== '/' && path.startsWith(`${href}/`);
  const current = path === href ? 'page' : below ? 'true' : undefined;
  const link = useRef<HTMLAnchorElement>(null);
  // On a phone the row of links scrolls sideways, and the page shown may be named beyond its edge.
  useEffect(() => {
    if (current) link.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [current]);
  return (
    <Link
      ref={link}
      href={href}
      prefetch={false}
      aria-current={current}
      className="hover:text-ink aria-[current]:text-ink shrink-0 aria-[current]:font-medium"
    >
      {children}
    </Link>
  );
}
