'use client';
// Marks on the screen as SVG elements, in the colours of the theme; rasters are left to a canvas.

import { createElement, useId, useMemo, type ReactNode } from 'react';
import type { Mark } from './marks';
import { svgNodes, type SvgNode } from './svg';

/** The marks, to stand inside an svg element. */
export function SvgMarks({ marks }: { readonly marks: readonly Mark[] }): ReactNode {
  const prefix = useId();
  return useMemo(
    () =>
      svgNodes(marks, {
        colour: (paint) => (paint.startsWith('#') ? paint : `var(--${paint})`),
        image: () => null,
        prefix,
      }).map(elementOf),
    [marks, prefix],
  );
}

/** Marks laid over a canvas; the pointer passes through. */
export function MarksOverlay({ marks }: { readonly marks: readonly Mark[] }) {
  return (
    <svg aria-hidden className="pointer-events-none absolute inset-0 h-full w-full">
      <SvgMarks marks={marks} />
    </svg>
  );
}

function elementOf({ tag, attributes, children }: SvgNode, key: number): ReactNode {
  return createElement(tag, { key, ...attributes }, typeof children === 'string' ? children : children.map(elementOf));
}
