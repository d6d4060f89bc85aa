'use client';
// A link of the header; says where it leads to the page already shown, or to one below it.

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';

export function NavLink({ href, children }: { href: string; children: ReactNode }) {
  const path = usePathname();
  const below = href !== '/' && path.startsWith(`${href}/`);
  return (
    <Link
      href={href}
      prefetch={false}
      aria-current={path === href ? 'page' : below ? 'true' : undefined}
      className="hover:text-ink aria-[current]:text-ink shrink-0 aria-[current]:font-medium"
    >
      {children}
    </Link>
  );
}
