// Figures, tables and texts as downloads. Knows the browser; the marks say what is drawn.

import { readPalette } from '@/components/palette';
import { AppError } from '@/lib/errors';
import { paintMarks, paintOf, rasterOf } from './canvas';
import { frameFigure, type Figure } from './figure';
import { families } from './marks';
import { writeSvg } from './svg';

/** Device pixels a CSS pixel in files. */
const FILE_RATIO = 2;

/** The figure as SVG: shapes and text as such, pixels at twice the screen's density. */
export function figureSvg(figure: Figure, description: string): string {
  const palette = readPalette();
  return writeSvg(
    { ...frameFigure(figure), title: figure.title, description },
    {
      colour: (paint) => paintOf(paint, palette),
      image: (mark) => rasterOf(mark, { ratio: FILE_RATIO, palette }).toDataURL('image/png'),
    },
  );
}

/** The figure as PNG, two pixels a CSS pixel. Throws AppError out-of-memory where the browser refuses so large a picture. */
export async function figurePng(figure: Figure): Promise<Blob> {
  await Promise.all(Object.values(families).map((family) => document.fonts.load(`12px ${family}`)));
  const { width, height, marks } = frameFigure(figure);
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * FILE_RATIO);
  canvas.height = Math.round(height * FILE_RATIO);
  const context = canvas.getContext('2d');
  context?.scale(FILE_RATIO, FILE_RATIO);
  if (context) paintMarks(context, marks, { ratio: FILE_RATIO, palette: readPalette() });
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob) return blob;
  throw new AppError(
    'out-of-memory',
    `The browser refused a picture of ${canvas.width} × ${canvas.height} pixels: make the window narrower, or save as SVG.`,
  );
}

/** Offers a file as a download. */
export function download(name: string, content: string | Blob, type: string): void {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** The beginning of a title as part of a file's name. */
export function slug(title: string): string {
  const words = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60);
  return words.replace(/^-|-$/g, '') || 'run';
}
