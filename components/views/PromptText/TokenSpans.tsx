'use client';
// One span a token and nothing between them, so that copied text is the text. Marks are attributes, set from outside.

import { memo } from 'react';

/** Renders again only when the pieces themselves change; fates, hover and search are attributes on the spans. */
export const TokenSpans = memo(
  function TokenSpans({ pieces, offset }: { pieces: readonly string[]; offset: number }) {
    return pieces.map((piece, i) => (
      <span key={i} className="token" data-p={offset + i} data-sign={signOf(piece)}>
        {piece}
      </span>
    ));
  },
  (a, b) => a.offset === b.offset && sameStrings(a.pieces, b.pieces),
);

/** What CSS draws before a token that has no ink of its own. */
function signOf(piece: string): string | undefined {
  if (piece === '') return '◆';
  return piece.includes('\n') ? '↵' : undefined;
}

function sameStrings(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((text, i) => text === b[i]));
}
