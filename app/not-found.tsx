// What a wrong address shows.

import type { Metadata } from 'next';
import Link from 'next/link';

export const metadata: Metadata = { title: 'Page not found' };

export default function NotFound() {
  return (
    <main id="main" tabIndex={-1} className="mx-auto max-w-xl px-6 py-24 outline-none">
      <h1 className="text-xl font-semibold">There is no page at this address</h1>
      <p className="text-ink-2 mt-3">
        The address may have been cut off when it was copied. Runs and prompts you made are kept on this device.
      </p>
      <Link href="/" className="text-accent mt-6 inline-block underline underline-offset-4">
        Open the workbench
      </Link>
    </main>
  );
}
