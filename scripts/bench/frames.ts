// Watches a page's main thread from inside: tasks above 50 ms, and the time from frame to frame while something moves. Moves are
// made in the page, one a frame: a driver's own events would cost more than what is measured.

import type { Page } from '@playwright/test';
import { summarize } from '@/lib/trace/statistics';

/** What one scene cost the main thread. Times in ms. */
export interface SceneTimes {
  readonly scene: string;
  /** 0 where nothing was moved frame by frame. */
  readonly frames: number;
  readonly frameMedian: number;
  readonly frameP95: number;
  /** Tasks above 50 ms, longest first. */
  readonly longTasks: readonly number[];
}

/** What `watch` puts into the page. */
interface Watched {
  readonly longTasks: number[];
  /** Calls `act` once a frame; gives the times between. */
  perFrame(count: number, act: (frame: number) => void): Promise<number[]>;
}

/** Watches every page that loads from now on. */
export async function watch(page: Page): Promise<void> {
  // tsx wraps functions in a helper of this name, which a page does not have.
  await page.addInitScript({ content: 'globalThis.__name = (named) => named;' });
  await page.addInitScript(() => {
    const longTasks: number[] = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longTasks.push(duration);
    }).observe({ type: 'longtask', buffered: true });
    Object.assign(window, {
      longTasks,
      perFrame: async (count: number, act: (frame: number) => void) => {
        const times = [await new Promise(requestAnimationFrame)];
        for (let frame = 0; frame < count; frame++) {
          act(frame);
          times.push(await new Promise(requestAnimationFrame));
        }
        return times.slice(1).map((time, i) => time - (times[i] ?? 0));
      },
    });
  });
}

/** Does something and says what it cost; `act` may give the times from frame to frame that it saw. */
export async function scene(page: Page, name: string, act: () => Promise<number[] | void>): Promise<SceneTimes> {
  const before = await page.evaluate(() => (window as unknown as Watched).longTasks.length);
  const deltas = (await act()) ?? [];
  await page.waitForTimeout(400); // what the last move set off, and the observer's own delay
  const tasks = await page.evaluate((from) => (window as unknown as Watched).longTasks.slice(from), before);
  const sorted = [...deltas].sort((a, b) => a - b);
  return {
    scene: name,
    frames: deltas.length,
    frameMedian: summarize(deltas)?.median ?? 0,
    frameP95: sorted[Math.floor(sorted.length * 0.95)] ?? 0,
    longTasks: tasks.sort((a, b) => b - a),
  };
}

/** Drags inside an element, to and fro. */
export function drag(page: Page, selector: string, frames = 180): Promise<number[]> {
  return page.locator(selector).evaluate(async (element, count) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const common = { bubbles: true, cancelable: true, view: window, buttons: 1 };
    const start = { ...common, clientX: left + width / 2, clientY: top + height / 2 };
    element.dispatchEvent(new PointerEvent('pointerdown', start));
    element.dispatchEvent(new MouseEvent('mousedown', start));
    const deltas = await (window as unknown as Watched).perFrame(count, (frame) => {
      const clientX = start.clientX + width * 0.3 * Math.sin(frame / 15);
      const clientY = start.clientY + height * 0.2 * Math.sin(frame / 22);
      element.dispatchEvent(new PointerEvent('pointermove', { ...common, clientX, clientY }));
      window.dispatchEvent(new MouseEvent('mousemove', { ...common, clientX, clientY }));
    });
    window.dispatchEvent(new MouseEvent('mouseup', start));
    return deltas;
  }, frames);
}

/** Moves the pointer across an element. */
export function point(page: Page, selector: string, frames = 120): Promise<number[]> {
  return page.locator(selector).evaluate((element, count) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return (window as unknown as Watched).perFrame(count, (frame) => {
      const clientX = left + width * (0.1 + (0.8 * frame) / count);
      element.dispatchEvent(new PointerEvent('pointermove', { clientX, clientY: top + height * 0.4, bubbles: true }));
    });
  }, frames);
}

/** Scrolls an element by some pixels a frame. */
export function scroll(page: Page, selector: string, by: number, frames = 120): Promise<number[]> {
  return page.locator(selector).evaluate(
    (element, [step, count]) =>
      (window as unknown as Watched).perFrame(count, () => {
        element.scrollTop += step;
      }),
    [by, frames] as const,
  );
}

/** Presses a key on an element, once every six frames. */
export function press(page: Page, selector: string, key: string, times: number): Promise<number[]> {
  return page.locator(selector).evaluate(
    (element, [name, count]) =>
      (window as unknown as Watched).perFrame(count * 6, (frame) => {
        if (frame % 6) return;
        element.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }));
      }),
    [key, times] as const,
  );
}
