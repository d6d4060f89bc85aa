// What every browser test shares: a page that tolerates no console error, an accessibility check, theme and phone size.

import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Locator, type Page } from '@playwright/test';

export interface Tolerance {
  /** Console errors that a test provokes on purpose. */
  allowedErrors: RegExp[];
}

/** `test` whose page fails the test at its end when the console or the page reported an error. */
export const test = base.extend<Tolerance>({
  allowedErrors: [[], { option: true }],
  page: async ({ page, allowedErrors }, use) => {
    const errors: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
    await use(page);
    expect(
      errors.filter((error) => !allowedErrors.some((allowed) => allowed.test(error))),
      'errors in the console',
    ).toEqual([]);
  },
});

export { expect };

/** The button that starts a run; while one runs, the Stop button stands in its place. */
export function runButton(page: Page): Locator {
  return page.getByRole('button', { name: /^run full prefill/i });
}

/** Opens the workbench and waits until it can be used. */
export async function openWorkbench(page: Page): Promise<void> {
  await page.goto('/');
  await expect(runButton(page)).toBeEnabled();
}

/** Themes as the page offers them. */
export const themes = ['light', 'dark'] as const;

/** Makes the system prefer a theme; the page follows unless the visitor chose one. */
export async function preferTheme(page: Page, theme: (typeof themes)[number]): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
}

/** The narrowest phone that the page is made for. */
export const phone = { width: 390, height: 844 };

/** Serious and critical accessibility faults, one line each; of these rules alone, where they are named. */
export async function accessibilityFaults(page: Page, rules: readonly string[] = []): Promise<string[]> {
  const axe = new AxeBuilder({ page });
  const { violations } = await (rules.length > 0 ? axe.withRules([...rules]) : axe).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`));
}

/** What another theme may break on a page that has no faults in one. */
export const THEME_RULES: readonly string[] = ['color-contrast', 'link-in-text-block'];

/** Width by which the page can be scrolled sideways, in CSS pixels. */
export function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
