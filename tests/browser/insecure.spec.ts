// A class on plain http: the browser gives no WebGPU, no threads, no storage of files, no clipboard. Everything else works.

import { chromium } from '@playwright/test';
import { findChromium, quietFlags } from '../../scripts/chromium.mjs';
import { expect, test } from './fixtures';
import { serveTinyModel } from './served';
import { openWith, quickSettings, runToEnd } from './workbench';

/** What Chromium says of a header that counts on secure addresses only. */
const ignoredHeader = /Cross-Origin-Opener-Policy header has been ignored/;

test('over plain http every page opens, says what is missing, and a run goes through on one thread', async ({
  baseURL,
}) => {
  test.setTimeout(180_000);
  const browser = await chromium.launch({
    executablePath: findChromium() ?? '',
    args: [...quietFlags, '--disable-gpu', '--host-resolver-rules=MAP class.test 127.0.0.1'],
  });
  try {
    const origin = `http://class.test:${new URL(baseURL ?? '').port}`;
    const page = await browser.newPage({ baseURL: origin });
    const errors: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' && !ignoredHeader.test(message.text())) errors.push(message.text());
    });
    page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
    for (const path of ['/gallery', '/learn', '/compare', '/models', '/bench']) {
      await page.goto(path, { waitUntil: 'networkidle' });
      await expect(page.getByRole('heading', { level: 1 }), path).toBeVisible();
    }
    await serveTinyModel(page);
    await openWith(page, quickSettings);
    expect(await page.evaluate(() => [isSecureContext, crossOriginIsolated])).toEqual([false, false]);
    await expect(page.getByRole('contentinfo')).toContainText('Opened over plain http');
    await runToEnd(page);
    await expect(page.getByText(/WASM f32, 1 thread/).first()).toBeVisible();
    await page.getByRole('button', { name: 'Copy the prompt' }).click();
    await expect(page.getByText('Not allowed here')).toBeVisible();
    expect(errors).toEqual([]);
  } finally {
    await browser.close();
  }
});
