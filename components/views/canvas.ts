// Canvas and size plumbing that several views share: sharp pixels, width of the container, zoom, places. Knows no trace.

import { select } from 'd3-selection';
import { zoom, zoomIdentity, type ZoomBehavior, type ZoomTransform } from 'd3-zoom';
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
  type MouseEvent,
  type RefObject,
} from 'react';
import { paintMarks } from '@/components/figures/canvas';
import type { Mark } from '@/components/figures/marks';
import { usePalette } from '@/components/palette';
import { useMagnification } from './magnified';

/** Width of an element in px of the drawing in it, kept up to date; 0 until it is known. */
export function useWidth(ref: RefObject<HTMLElement | null>): number {
  const { by } = useMagnification();
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    setWidth(Math.floor(element.getBoundingClientRect().width / by));
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.floor(entry.contentRect.width / by));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref, by]);
  return width;
}

/** Device pixels per CSS pixel, at most 3: beyond that nobody sees the difference. */
export function pixelRatio(): number {
  return Math.min(3, Math.max(1, window.devicePixelRatio || 1));
}

/** Draws marks on a canvas of this size in px of theirs; anew when they, the theme or the fonts change. */
export function useMarksCanvas(
  ref: RefObject<HTMLCanvasElement | null>,
  marks: readonly Mark[],
  width: number,
  height: number,
): void {
  const palette = usePalette();
  const fonts = useSyncExternalStore(onFonts, loadedFonts, () => 0);
  const { by } = useMagnification();
  useLayoutEffect(() => {
    if (!ref.current || !palette || width <= 0) return;
    const prepared = prepareCanvas(ref.current, width, height, by);
    if (prepared) paintMarks(prepared.context, marks, { ratio: prepared.ratio, palette });
  }, [ref, marks, width, height, palette, fonts, by]);
}

/**
 * Sizes a canvas for the screen, magnified `by` so much, clears it and returns a context that draws in px of the drawing; null where
 * canvas is refused.
 */
function prepareCanvas(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  by = 1,
): { context: CanvasRenderingContext2D; ratio: number } | null {
  const ratio = pixelRatio() * by;
  const deviceWidth = Math.round(width * ratio);
  const deviceHeight = Math.round(height * ratio);
  if (canvas.width !== deviceWidth) canvas.width = deviceWidth;
  if (canvas.height !== deviceHeight) canvas.height = deviceHeight;
  const context = canvas.getContext('2d');
  if (!context) return null;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, ratio };
}

let fontLoads = 0;

/** How often fonts have arrived: text that a canvas drew before has the wrong ones. */
function loadedFonts(): number {
  return fontLoads;
}

function onFonts(listener: () => void): () => void {
  const count = () => {
    fontLoads++;
    listener();
  };
  document.fonts.addEventListener('loadingdone', count);
  return () => document.fonts.removeEventListener('loadingdone', count);
}

export interface Zoom {
  readonly transform: ZoomTransform;
  /** Zooms about a place on the screen; about the middle of the plot without one. */
  scaleBy(factor: number, about?: readonly [x: number, y: number]): void;
  /** Moves the picture by px of the drawing. */
  panBy(dx: number, dy?: number): void;
  reset(): void;
}

export interface ZoomBounds {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly most: number;
}

/**
 * Zoom and pan of a plot inside an element: drag, pinch, Ctrl + wheel, and the plain wheel once the element has focus, so that
 * the page still scrolls past a plot that nobody is working in. Bounds, transform and places are in px of the drawing, however much it
 * is magnified in the element.
 */
export function useZoom(ref: RefObject<HTMLElement | null>, bounds: ZoomBounds): Zoom {
  const [transform, setTransform] = useState<ZoomTransform>(zoomIdentity);
  const behaviour = useRef<ZoomBehavior<HTMLElement, unknown> | null>(null);
  const { left, top, width, height, most } = bounds;
  const { by } = useMagnification();

  useEffect(() => {
    const element = ref.current;
    if (!element || width <= 0) return;
    const target = select(element);
    const onScreen: [[number, number], [number, number]] = [
      [left * by, top * by],
      [(left + width) * by, (top + height) * by],
    ];
    const made = zoom<HTMLElement, unknown>()
      .extent(onScreen)
      .translateExtent(onScreen)
      .scaleExtent([1, Math.max(1, most)])
      .clickDistance(4)
      .filter((event: globalThis.MouseEvent | WheelEvent | TouchEvent) => {
        if (event.type === 'wheel') return event.ctrlKey || event.metaKey || document.activeElement === element;
        return !('button' in event && event.button !== 0);
      })
      .on('zoom', ({ transform: { x, y, k } }: { transform: ZoomTransform }) =>
        setTransform(zoomIdentity.translate(x / by, y / by).scale(k)),
      );
    behaviour.current = made;
    target.call(made).on('dblclick.zoom', null);
    // A change of size keeps the place: the transform is re-constrained by an empty move.
    made.translateBy(target, 0, 0);
    const sideways = (event: WheelEvent) => {
      const dx = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX;
      if (event.ctrlKey || Math.abs(dx) <= Math.abs(event.shiftKey ? 0 : event.deltaY)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      made.translateBy(target, -dx / currentScale(element), 0);
    };
    element.addEventListener('wheel', sideways, { passive: false, capture: true });
    return () => {
      element.removeEventListener('wheel', sideways, { capture: true });
      target.on('.zoom', null);
      behaviour.current = null;
    };
  }, [ref, left, top, width, height, most, by]);

  const scaleBy = useCallback(
    (factor: number, about?: readonly [x: number, y: number]) => {
      if (ref.current) behaviour.current?.scaleBy(select(ref.current), factor, about && [about[0] * by, about[1] * by]);
    },
    [ref, by],
  );
  const panBy = useCallback(
    (dx: number, dy = 0) => {
      const element = ref.current;
      if (!element) return;
      const k = currentScale(element) / by;
      behaviour.current?.translateBy(select(element), dx / k, dy / k);
    },
    [ref, by],
  );
  const reset = useCallback(() => {
    if (ref.current) behaviour.current?.transform(select(ref.current), zoomIdentity);
  }, [ref]);
  return { transform, scaleBy, panBy, reset };
}

function currentScale(element: HTMLElement): number {
  return (element as HTMLElement & { __zoom?: ZoomTransform }).__zoom?.k ?? 1;
}

/** Place of the pointer inside an element, in px of the drawing that is magnified `by` so much in it. */
export function placeOf(event: MouseEvent<HTMLElement>, by: number): [x: number, y: number] {
  const box = event.currentTarget.getBoundingClientRect();
  return [(event.clientX - box.left) / by, (event.clientY - box.top) / by];
}
