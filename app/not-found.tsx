// What a wrong address shows.

import type { Metadata } from 'next';
import Link from 'next/link';
import { WordsPage } from '@/components/site/WordsPage';

export const metadata: Metadata = { title: 'Page not found' };

export default function NotFound() {
  return (
    <WordsPage title="There is no page at this address">
      <p className="text-ink-2 mt-3">
        The address may have been cut off when it was copied. Runs and prompts you made are kept on this device.
      </p>
      <Link href="/" className="text-accent mt-6 inline-block underline underline-offset-4">
        Open the workbench
      </Link>
    </WordsPage>
  );
}
