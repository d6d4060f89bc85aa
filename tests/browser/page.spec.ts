// The workbench as it opens: isolated, readable in both themes and on a phone, with a recorded run in view.

import {
  accessibilityFaults,
  expect,
  openWorkbench,
  phone,
  preferTheme,
  sidewaysScroll,
  test,
  themes,
} from './fixtures';

test('opens without console errors, named after the product and its paper', async ({ page }) => {
  await openWorkbench(page);
  await expect(page).toHaveTitle(/LazyLens/);
  await expect(page.getByRole('main')).toBeVisible();
  await expect(page.getByRole('link', { name: /2407\.14057|paper/i }).first()).toBeVisible();
});

test('is cross-origin isolated, so that WASM may use threads', async ({ page }) => {
  const response = await page.goto('/');
  expect(response?.headers()).toMatchObject({
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'same-origin',
  });
  expect(await page.evaluate(() => [crossOriginIsolated, typeof SharedArrayBuffer])).toEqual([true, 'function']);
});

test('serves the runtime that the worker fetches', async ({ request }) => {
  const wasm = await request.head('/ort/ort-wasm-simd-threaded.wasm');
  expect(wasm.status()).toBe(200);
  expect(wasm.headers()['content-type']).toBe('application/wasm');
  expect((await request.head('/ort/ort-wasm-simd-threaded.mjs')).headers()['content-type']).toContain('javascript');
});

test('asks no other host for anything', async ({ page, baseURL }) => {
  const strangers: string[] = [];
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(baseURL ?? '') && !/^(data|blob):/.test(url)) strangers.push(url);
  });
  await openWorkbench(page);
  expect(strangers).toEqual([]);
});

test('shows a recorded run before any model is loaded', async ({ page }) => {
  const weights: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('safetensors')) weights.push(request.url());
  });
  await openWorkbench(page);
  await expect(page.getByText(/recorded/i).first()).toBeVisible();
  expect(weights).toEqual([]);
});

for (const theme of themes) {
  test(`has no serious accessibility fault in ${theme}`, async ({ page }) => {
    await preferTheme(page, theme);
    await openWorkbench(page);
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    expect(await accessibilityFaults(page)).toEqual([]);
  });
}

test('fits a phone: nothing scrolls sideways, no serious accessibility fault', async ({ page }) => {
  await page.setViewportSize(phone);
  await openWorkbench(page);
  expect(await sidewaysScroll(page)).toBe(0);
  expect(await accessibilityFaults(page)).toEqual([]);
});

test.describe('an address that is not there', () => {
  test.use({ allowedErrors: [/404.*\/nowhere/] });

  test('leads back to the workbench', async ({ page }) => {
    expect((await page.goto('/nowhere'))?.status()).toBe(404);
    await page.getByRole('main').getByRole('link').first().click();
    await expect(page).toHaveURL('/');
  });
});

test('words typed while the page is still on its way are kept', async ({ page }) => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/_next/static/chunks/*.js', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('/', { waitUntil: 'commit' });
  const prompt = page.getByRole('textbox', { name: 'Prompt', exact: true });
  await prompt.fill('Typed on a slow line.');
  release();
  await expect(page.getByText(/^[1-9] prompt tokens/)).toBeVisible();
  await expect(prompt).toHaveValue('Typed on a slow line.');
  await page.reload();
  await expect(prompt).toHaveValue('Typed on a slow line.');
});

test.describe('a run that is not there', () => {
  test.use({ allowedErrors: [/404/] });

  test('is told of in the theme of the system', async ({ page }) => {
    await preferTheme(page, 'dark');
    await page.goto('/e/nosuchrun123');
    await expect(page.getByRole('heading', { name: 'No run is published under this link' })).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  });
});
