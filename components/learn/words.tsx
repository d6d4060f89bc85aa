// How the lesson's texts set numbers and tokens. Markup only.

import type { ReactNode } from 'react';
import { visiblePiece } from '@/components/views/format';

/** A number with its unit, kept on one line. */
export function Num({ children }: { children: ReactNode }) {
  return <strong className="tabular font-semibold whitespace-nowrap">{children}</strong>;
}

/** A token or an answer as the model writes it. */
export function Said({ children }: { children: string }) {
  return (
    <span className="bg-surface-2 rounded-sm px-1 font-mono text-[0.92em] break-words">{visiblePiece(children)}</span>
  );
}

/** `4, 8 and 12`. */
export function listed(items: readonly (string | number)[]): string {
  const last = items.at(-1);
  return items.length < 2 ? `${last ?? ''}` : `${items.slice(0, -1).join(', ')} and ${last}`;
}
