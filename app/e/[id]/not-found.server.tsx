// What a link to a run that is not there shows.

import Link from 'next/link';
import { WordsPage } from '@/components/site/WordsPage';

export default function NotFound() {
  return (
    <WordsPage title="No run is published under this link">
      <p className="text-ink-2 mt-3">
        Its author may have deleted it, or the link was cut off when it was copied: it ends in 12 letters and digits. A
        run that was exported as a file opens in the workbench.
      </p>
      <p className="mt-6 flex flex-wrap gap-x-6 gap-y-2">
        <Link href="/" className="text-accent underline underline-offset-4">
          Open the workbench
        </Link>
        <Link href="/gallery" className="text-accent underline underline-offset-4">
          See the gallery
        </Link>
      </p>
    </WordsPage>
  );
}
