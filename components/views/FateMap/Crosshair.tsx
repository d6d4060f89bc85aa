'use client';
// What lies over the map: the hovered cell, the selected layer and the pinned token. Knows places, not fates.

import { useLayoutEffect, useMemo, useRef } from 'react';
import { MarksOverlay } from '@/components/figures/SvgMarks';
import type { HoverStore } from '../hover';
import { layerY, positionX, type MapLayout, type ZoomX } from './layout';
import { selectionMarks } from './marks';

interface CrosshairProps {
  readonly hover: HoverStore;
  readonly selection: { readonly position: number | null };
  readonly layer: number;
  /** Of the model. */
  readonly layers: number;
  readonly layout: MapLayout;
  readonly zoom: ZoomX;
}

/** The hovered cell, the selected layer and the pinned token, moved without rendering the map. */
export function Crosshair({ hover, layout, zoom, selection, layer, layers }: CrosshairProps) {
  const column = useRef<HTMLDivElement>(null);
  const row = useRef<HTMLDivElement>(null);
  const { left, top, width, height } = layout.plot;
  const { position: pinned } = selection;
  const selected = useMemo(() => selectionMarks(layout, zoom, layer, pinned), [layout, zoom, layer, pinned]);

  useLayoutEffect(() => {
    const place = () => {
      const { position, layer: at } = hover.get();
      showColumn(column.current, layout, zoom, position);
      if (!row.current) return;
      const shown = at !== null && at <= layers;
      row.current.style.opacity = shown ? '1' : '0';
      if (shown) row.current.style.transform = `translateY(${layerY(layout, at)}px)`;
    };
    place();
    return hover.subscribe(place);
  }, [hover, layout, zoom, layers]);

  return (
    <div aria-hidden className="pointer-events-none absolute inset-0">
      <MarksOverlay marks={selected} />
      <div className="absolute overflow-hidden" style={{ left, top: 0, width, height: top + height + 6 }}>
        <div ref={column} className="map-cross" style={{ top, height, left: 0, opacity: 0 }} />
      </div>
      <div ref={row} className="map-cross" style={{ left, width, height: layout.layerHeight, opacity: 0, top: 0 }} />
    </div>
  );
}

function showColumn(element: HTMLDivElement | null, layout: MapLayout, zoom: ZoomX, position: number | null): void {
  if (!element) return;
  const shown = position !== null && position < layout.positions;
  element.style.opacity = shown ? '1' : '0';
  if (!shown) return;
  element.style.width = `${Math.max(2, layout.cell * zoom.k)}px`;
  element.style.transform = `translateX(${positionX(layout, zoom, position) - layout.plot.left}px)`;
}
