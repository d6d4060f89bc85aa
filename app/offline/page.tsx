// What the service worker shows without a network in place of a page that was never seen on this device.

import type { Metadata } from 'next';
import Link from 'next/link';
import { WordsPage } from '@/components/site/WordsPage';

export const metadata: Metadata = { title: 'Offline' };

const kept = [
  { href: '/', name: 'Workbench' },
  { href: '/gallery', name: 'Gallery' },
  { href: '/learn', name: 'Learn' },
];

export default function Page() {
  return (
    <WordsPage title="This page was not opened here before">
      <p className="text-ink-2 mt-3">
        There is no network, or the server does not answer. Published runs open offline once they were seen on this
        device; these pages always do:
      </p>
      <ul className="mt-6 space-y-2">
        {kept.map(({ href, name }) => (
          <li key={href}>
            <Link href={href} prefetch={false} className="text-accent underline underline-offset-4">
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </WordsPage>
  );
}
