// What tests of downloaded figures need: the download itself, another program's reading of an SVG, and pixels to compare.

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import { findRsvg, rsvgAdvice } from '../../scripts/rsvg.mjs';

const execute = promisify(execFile);

/** Where the marks begin in a file, in device pixels: the frame's margin and title. */
export const MARKS_AT = { left: 32, top: 84 };

/** Blending over the surface at once or in two steps rounds differently, 0..255. */
export const ROUNDING = 3;

/** Chooses an item of a panel's download menu; gives the file. */
export async function downloadFrom(
  page: Page,
  panel: string,
  label: string,
  format: string,
): Promise<{ name: string; body: Buffer }> {
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: `Download: ${panel}` }).click();
  await page.getByRole('menuitem', { name: `${label} ${format}`, exact: true }).click();
  const download = await downloading;
  return { name: download.suggestedFilename(), body: await readFile(await download.path()) };
}

/** The SVG as librsvg draws it, at twice its size. Throws where librsvg cannot read it or is not installed. */
export async function rsvgPng(svg: Buffer): Promise<Buffer> {
  const rsvg = findRsvg();
  if (!rsvg) throw new Error(rsvgAdvice);
  const running = execute(rsvg, ['--zoom', '2', '--format', 'png'], { encoding: 'buffer', maxBuffer: 2 ** 26 });
  running.child.stdin?.end(svg);
  return (await running).stdout;
}

export interface Likeness {
  readonly size: readonly [width: number, height: number];
  readonly otherSize: readonly [width: number, height: number];
  /** Share of pixels, text apart, that differ by more than a quarter of the range in some channel. */
  readonly farShare: number;
  /** Mean of the largest channel difference, text apart, 0..255. */
  readonly mean: number;
  /** Texts of the SVG that the other picture shows nothing of. */
  readonly missingTexts: readonly string[];
}

/**
 * Compares a PNG with another program's picture of the same figure's SVG. Fonts differ between programs: where the SVG has text it
 * is only asked that there is some.
 */
export function likeness(page: Page, files: { png: Buffer; other: Buffer; svg: Buffer }): Promise<Likeness> {
  return page.evaluate(
    async ({ png, other, svg }) => {
      const pixels = async (base64: string) => {
        const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
        const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
        const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
        if (!context) throw new Error('no canvas');
        context.drawImage(bitmap, 0, 0);
        return context.getImageData(0, 0, bitmap.width, bitmap.height);
      };
      const [a, b] = [await pixels(png), await pixels(other)];
      const holder = document.createElement('div');
      holder.style.cssText = 'position:absolute;left:0;top:0';
      holder.append(new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement);
      document.body.append(holder);
      const origin = holder.getBoundingClientRect();
      const texts = [...holder.querySelectorAll('text')].map((text) => {
        const box = text.getBoundingClientRect();
        return {
          words: text.textContent ?? '',
          x: 2 * (box.x - origin.x),
          y: 2 * (box.y - origin.y),
          w: 2 * box.width,
          h: 2 * box.height,
        };
      });
      holder.remove();
      const difference = (p: number) => {
        let most = 0;
        for (let c = 0; c < 3; c++)
          most = Math.max(most, Math.abs((a.data[4 * p + c] ?? 0) - (b.data[4 * p + c] ?? 0)));
        return most;
      };
      const masked = new Uint8Array(a.width * a.height);
      const missingTexts: string[] = [];
      for (const { words, x, y, w, h } of texts) {
        // Another font may be a third wider, to either side.
        const [left, right] = [Math.max(0, Math.floor(x - w / 3 - 4)), Math.min(a.width, Math.ceil(x + w + w / 3 + 4))];
        const [top, bottom] = [Math.max(0, Math.floor(y - 3)), Math.min(a.height, Math.ceil(y + h + 3))];
        const colours = new Set<number>();
        for (let py = top; py < bottom; py++) {
          for (let px = left; px < right; px++) {
            masked[py * a.width + px] = 1;
            const at = 4 * (py * a.width + px);
            if (px > x && px < x + w)
              colours.add(((b.data[at] ?? 0) << 16) | ((b.data[at + 1] ?? 0) << 8) | (b.data[at + 2] ?? 0));
          }
        }
        if (colours.size < 3 && words.trim() !== '') missingTexts.push(words);
      }
      let [sum, far, count] = [0, 0, 0];
      for (let p = 0; p < masked.length; p++) {
        if (masked[p]) continue;
        const d = difference(p);
        sum += d;
        count++;
        if (d > 64) far++;
      }
      return {
        size: [a.width, a.height] as const,
        otherSize: [b.width, b.height] as const,
        farShare: far / count,
        mean: sum / count,
        missingTexts,
      };
    },
    { png: files.png.toString('base64'), other: files.other.toString('base64'), svg: files.svg.toString('utf8') },
  );
}

/**
 * Largest channel difference between a canvas on the page, over the page's surface, and a PNG whose `left`, `top` is the canvas's
 * corner. The first `skip` columns are not compared. All in device pixels.
 */
export function differenceFromCanvas(
  page: Page,
  canvas: string,
  png: Buffer,
  { left, top, skip = 0 }: { left: number; top: number; skip?: number },
): Promise<number> {
  return page.evaluate(
    async ({ canvas, base64, left, top, skip }) => {
      const shown = document.querySelector<HTMLCanvasElement>(canvas);
      if (!shown) throw new Error(`no ${canvas}`);
      const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const draw = (source: CanvasImageSource, x: number, y: number) => {
        const context = new OffscreenCanvas(shown.width, shown.height).getContext('2d');
        if (!context) throw new Error('no canvas');
        context.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
        context.fillRect(0, 0, shown.width, shown.height);
        context.drawImage(source, x, y);
        return context.getImageData(skip, 0, shown.width - skip, shown.height).data;
      };
      const [a, b] = [draw(shown, 0, 0), draw(bitmap, -left, -top)];
      return a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? 0))), 0);
    },
    { canvas, base64: png.toString('base64'), left, top, skip },
  );
}

/** All canvases of the page as PNG, and the marks of its charts, to be held against those of another time. */
export function drawnViews(page: Page): Promise<{ canvases: string[]; charts: string[] }> {
  return page.evaluate(() => ({
    canvases: [...document.querySelectorAll('main canvas')].map((canvas) => (canvas as HTMLCanvasElement).toDataURL()),
    charts: [...document.querySelectorAll('main section svg')]
      .map((svg) => svg.innerHTML.replace(/_r_\w+_/g, ''))
      .filter((marks) => marks.includes('rect')),
  }));
}
