'use client';
// A link of the header; says where it leads to the page already shown.

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';

export function NavLink({ href, children }: { href: string; children: ReactNode }) {
  const here = usePathname() === href;
  return (
    <Link
      href={href}
      aria-current={here ? 'page' : undefined}
      className="hover:text-ink aria-[current]:text-ink aria-[current]:font-medium"
    >
      {children}
    </Link>
  );
}
