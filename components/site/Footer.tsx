'use client';
// The foot of every page: what stays on this device, and what works without a network.

import Link from 'next/link';
import { bundledModel } from '@/lib/model/catalog';
import { formatBytes } from '@/lib/bytes';
import { useOffline } from './serviceWorker';
import { useBundledKept } from './useBundledKept';

export function Footer() {
  return (
    <footer className="border-line text-ink-2 flex flex-wrap items-baseline justify-between gap-x-8 gap-y-1 border-t px-4 py-3 text-xs md:px-5">
      <p>Prompts, models and runs stay in this browser. A run leaves it only when you publish it.</p>
      <OfflineLine />
    </footer>
  );
}

function OfflineLine() {
  const { at } = useOffline();
  switch (at) {
    case 'none':
      return null;
    case 'unsupported':
      return <p>This browser keeps no pages for use offline.</p>;
    case 'insecure':
      return (
        <p>
          Opened over plain http: no WebGPU, one thread, nothing kept for use offline.{' '}
          <Link href="/models#browser" prefetch={false} className="text-ink underline underline-offset-3">
            What helps
          </Link>
        </p>
      );
    case 'preparing':
      return <p>Keeping the app for use offline…</p>;
    case 'ready':
      return (
        <p>
          Works offline: all pages, recorded runs, published runs seen here, stored models. <BundledModel />
        </p>
      );
  }
}

function BundledModel() {
  const { kept, keep, keeping, failed } = useBundledKept();
  const { id, sizeBytes } = bundledModel;
  if (kept === undefined) return null;
  if (kept) return <>{id} too.</>;
  if (keeping) return <>Keeping {id}…</>;
  return (
    <>
      {failed && `${id} could not be fetched. `}
      <button type="button" onClick={() => keep()} className="text-ink underline underline-offset-3">
        {failed ? 'Try again' : `Keep ${id} too`}
      </button>{' '}
      ({formatBytes(sizeBytes)} and its runtime)
    </>
  );
}
