'use client';
// One block of the prompt: plain text until it comes near the visible part, then a span a token.

import { memo, useLayoutEffect, useRef, useState } from 'react';
import { estimateLines, type TextBlock } from './blocks';
import type { TokenField } from './field';
import { TokenSpans } from './TokenSpans';
import type { Nearness } from './useNearness';

interface TokenBlockProps {
  readonly block: TextBlock;
  readonly field: TokenField;
  readonly nearness: Nearness;
  /** Shown with its marks at once: it is in sight from the start. */
  readonly first: boolean;
  /** Letters that fit on a line, about. */
  readonly columns: number;
}

/** Of `.token-text`. */
const LINE_HEIGHT = 25.9;

export const TokenBlock = memo(function TokenBlock({ block, field, nearness, first, columns }: TokenBlockProps) {
  const element = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState(first);
  useLayoutEffect(() => (element.current ? field.add(block, element.current) : undefined), [block, field, near]);
  useLayoutEffect(
    () => (element.current && !near ? nearness.watch(element.current, () => setNear(true)) : undefined),
    [near, nearness],
  );
  const height = Math.round(estimateLines(block, columns) * LINE_HEIGHT);
  return (
    <div ref={element} className="token-block" style={{ containIntrinsicHeight: `auto ${height}px` }}>
      {near ? <TokenSpans pieces={block.pieces} offset={block.first} /> : block.pieces.join('')}
    </div>
  );
});
