// What a visitor does on the Models page, for tests that do it often.

import type { Locator, Page } from '@playwright/test';
import { expect } from './fixtures';

/** Opens the page and waits until it knows browser and storage. */
export async function openModels(page: Page): Promise<void> {
  await page.goto('/models');
  await expect(page.getByRole('button', { name: 'Copy for a bug report' })).toBeVisible();
  await expect(page.getByText('Looking what is stored')).toBeHidden();
}

/** The row of a model, whatever its state. */
export function modelRow(page: Page, name: string): Locator {
  return page.getByRole('listitem', { name, exact: true });
}
