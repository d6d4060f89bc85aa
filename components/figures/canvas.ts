// Marks on a canvas: the body of a view on the screen, and the whole of a PNG.

import type { Palette } from '@/components/palette';
import { families, MIDDLE_EM, type Mark, type Paint, type RasterMark, type TextMark } from './marks';

export interface Brush {
  /** Device pixels a CSS pixel; the context's transform has it already. */
  readonly ratio: number;
  readonly palette: Palette;
}

/** Draws the marks in order. `x` and `y` say where their corner stands, in CSS px. */
export function paintMarks(
  context: CanvasRenderingContext2D,
  marks: readonly Mark[],
  brush: Brush,
  x = 0,
  y = 0,
): void {
  const colour = (paint: Paint) => paintOf(paint, brush.palette);
  for (const mark of marks) {
    context.save();
    switch (mark.kind) {
      case 'rect': {
        if (mark.fill) {
          context.fillStyle = colour(mark.fill);
          const alpha = context.globalAlpha;
          context.globalAlpha = alpha * (mark.fillOpacity ?? 1);
          context.fillRect(mark.x, mark.y, mark.width, mark.height);
          context.globalAlpha = alpha;
        }
        if (pick(context, mark, colour)) context.strokeRect(mark.x, mark.y, mark.width, mark.height);
        break;
      }
      case 'line':
        pick(context, mark, colour);
        context.beginPath();
        context.moveTo(mark.x1, mark.y1);
        context.lineTo(mark.x2, mark.y2);
        context.stroke();
        break;
      case 'circle':
        context.beginPath();
        context.arc(mark.cx, mark.cy, mark.r, 0, 2 * Math.PI);
        context.fillStyle = colour(mark.fill);
        context.fill();
        if (pick(context, mark, colour)) context.stroke();
        break;
      case 'path':
        context.fillStyle = colour(mark.fill);
        context.fill(new Path2D(mark.d));
        break;
      case 'text':
        paintText(context, mark, colour(mark.fill));
        break;
      case 'raster': {
        const picture = rasterOf(mark, brush);
        // On whole device pixels, or it would blur.
        context.setTransform(1, 0, 0, 1, 0, 0);
        const { left, top } = mark.box;
        context.drawImage(picture, Math.round((x + left) * brush.ratio), Math.round((y + top) * brush.ratio));
        break;
      }
      case 'group': {
        const [dx, dy] = [mark.x ?? 0, mark.y ?? 0];
        context.translate(dx, dy);
        context.globalAlpha *= mark.opacity ?? 1;
        if (mark.clip) {
          context.beginPath();
          context.rect(mark.clip.left, mark.clip.top, mark.clip.width, mark.clip.height);
          context.clip();
        }
        paintMarks(context, mark.marks, brush, x + dx, y + dy);
        break;
      }
    }
    context.restore();
  }
}

let scratch: HTMLCanvasElement | null = null;

/** The raster at the brush's ratio, on a canvas that holds until the next call. */
export function rasterOf({ box, paint }: RasterMark, { ratio, palette }: Brush): HTMLCanvasElement {
  const canvas = (scratch ??= document.createElement('canvas'));
  const [width, height] = [Math.max(1, Math.round(box.width * ratio)), Math.max(1, Math.round(box.height * ratio))];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext('2d');
  if (context) {
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, box.width + 1, box.height + 1);
    context.save();
    paint(context, ratio, palette);
    context.restore();
  }
  return canvas;
}

/** CSS colour of a paint. */
export function paintOf(paint: Paint, { css }: Palette): string {
  return paint in css ? css[paint as keyof typeof css] : paint;
}

/** Sets the stroke; false where the mark has none. */
function pick(
  context: CanvasRenderingContext2D,
  mark: { stroke?: Paint; strokeWidth?: number; dash?: readonly number[] },
  colour: (paint: Paint) => string,
): boolean {
  if (!mark.stroke) return false;
  context.strokeStyle = colour(mark.stroke);
  context.lineWidth = mark.strokeWidth ?? 1;
  context.setLineDash([...(mark.dash ?? [])]);
  return true;
}

function paintText(context: CanvasRenderingContext2D, mark: TextMark, colour: string): void {
  const { x, y, text, size, anchor = 'start', family = 'sans', weight = 400, upright = false } = mark;
  context.font = `${weight} ${size}px ${families[family]}`;
  context.fillStyle = colour;
  context.textBaseline = 'alphabetic';
  context.textAlign = anchor === 'middle' ? 'center' : anchor;
  context.translate(x, y);
  if (upright) context.rotate(-Math.PI / 2);
  context.fillText(text, 0, size * MIDDLE_EM);
}
