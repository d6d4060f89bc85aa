// A run leaves the browser that made it: published by keyboard, read on a phone without GPU and model, embedded, made again, deleted.

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext, Page } from '@playwright/test';
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
import { openWith, promptField, quickSettings, runToEnd } from './workbench';

const TITLE = 'Seven letters <script>window.pwned = 1</script>';
const NOTE = 'Look at decode step 1.\n<img src=x onerror="window.pwned = 1">';

/** What a browser logs of its own accord when a request of ours is refused. */
test.use({ allowedErrors: [/status of (404|429|503)|net::ERR_FAILED/] });

test('a run published by keyboard is read on a phone without GPU and model, embedded, made again and deleted', async ({
  page,
  browser,
}) => {
  test.setTimeout(240_000);
  await openWith(page, quickSettings);
  await runToEnd(page);
  await openWithoutServer(page);
  await typePublication(page);

  await page.route('**/api/experiments', (route) =>
    route.fulfill({ status: 429, json: { code: 'too-many', message: 'Try again in 5 minutes.' } }),
  );
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('Try again in 5 minutes.');
  await expect(page.getByLabel('Title')).toHaveValue(TITLE);
  await expect(page.getByLabel(/^Note/)).toHaveValue(NOTE);
  await page.unroute('**/api/experiments');
  for (const theme of themes) {
    await preferTheme(page, theme);
    expect(await accessibilityFaults(page), theme).toEqual([]);
  }
  await page.getByLabel('Title').fill(' ');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Title')).toHaveAccessibleDescription('Give it a title.');
  await page.getByLabel('Title').fill(TITLE);
  await page.getByLabel(/^Author/).press('Enter');
  const link = await publishedLink(page);
  const key = await page.getByRole('textbox', { name: 'Delete key' }).inputValue();
  expect(key).toMatch(/^[\w-]{22}$/);
  expect(await accessibilityFaults(page)).toEqual([]);

  await page.getByRole('button', { name: 'Publish with other words' }).press('Enter');
  await page.getByRole('button', { name: 'Publish', exact: true }).press('Enter');
  await expect(page.getByText('published before with the same words')).toBeVisible();
  expect(await publishedLink(page)).toBe(link);
  await expect(page.getByRole('textbox', { name: 'Delete key' })).toHaveCount(0);

  const claimed = { 'X-Forwarded-Host': 'elsewhere.test', 'X-Forwarded-Proto': 'https' };
  const preview = await (await page.request.get(link, { headers: claimed })).text();
  expect(preview).toContain(`<meta property="og:url" content="${link}"/>`);
  expect(preview).not.toContain('elsewhere.test');

  const reader = await browser.newContext({ viewport: phone });
  await readOnPhone(reader, link);
  await readEmbedded(reader, link);
  await reader.close();

  await page.getByRole('link', { name: 'Open it' }).press('Enter');
  await expect(page).toHaveURL(link);
  await page.getByRole('button', { name: 'Run it here' }).press('Enter');
  await expect(page.getByText('Identical: this browser wrote the same tokens')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('row', { name: /^Speed-up/ })).toContainText('×');

  await openWorkbench(page);
  await promptField(page).fill('My own words.');
  await page.goto(link);
  await page.getByRole('button', { name: 'Make it mine' }).press('Enter');
  await expect(promptField(page)).toHaveValue(quickSettings.text);
  await expect(page.getByText('Published run')).toBeVisible();
  await page.getByRole('button', { name: 'Restore my prompt' }).press('Enter');
  await expect(promptField(page)).toHaveValue('My own words.');

  await page.getByRole('button', { name: 'Publish…' }).press('Enter');
  await page.getByText('My publications').click();
  await page.getByRole('button', { name: `Delete ${TITLE}` }).press('Enter');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).press('Enter');
  await expect(page.getByText('My publications')).toHaveCount(0);
  await page.goto(link);
  await expect(page.getByRole('heading', { name: 'No run is published under this link' })).toBeVisible();
});

/** The dialog asks for the server each time that it opens, and again when told to; it never takes a server that is down for none. */
async function openWithoutServer(page: Page): Promise<void> {
  const trigger = page.getByRole('button', { name: 'Publish…' });
  const publish = page.getByRole('button', { name: 'Publish', exact: true });
  await page.route('**/api/health', (route) =>
    route.fulfill({ status: 503, json: { code: 'unavailable', message: 'The database is away.' } }),
  );
  await trigger.press('Enter');
  await expect(page.getByRole('alert')).toHaveText('The database is away.');
  await page.keyboard.press('Escape');
  await expect(trigger).toBeFocused();

  await page.unroute('**/api/health');
  await page.route('**/api/health', (route) => route.abort());
  await trigger.press('Enter');
  await expect(page.getByRole('alert')).toHaveText(/The server was not reached/);
  await expect(publish).toBeDisabled();
  await page.unroute('**/api/health');
  await page.getByRole('button', { name: 'Try again' }).press('Enter');
  await expect(publish).toBeEnabled();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await page.keyboard.press('Escape');
}

/** Opens the dialog of the run shown and fills it in, by keyboard alone; leaves the focus in the last field. */
async function typePublication(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Publish…' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Title')).toBeFocused();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(TITLE);
  await page.keyboard.press('Tab');
  await page.keyboard.type(NOTE);
  await page.keyboard.press('Tab');
  await page.keyboard.type('Ada');
  await expect(page.getByRole('button', { name: 'Publish', exact: true })).toBeEnabled();
}

async function publishedLink(page: Page): Promise<string> {
  const field = page.getByRole('textbox', { name: 'Link' });
  await expect(field).toHaveValue(/\/e\/[1-9A-HJ-NP-Za-km-z]{12}$/);
  return field.inputValue();
}

/** Opens the link as someone does who has neither GPU nor model, and looks at every part of the page. */
async function readOnPhone(reader: BrowserContext, link: string): Promise<void> {
  const page = await reader.newPage();
  const errors = watchErrors(page);
  const modelRequests = await blockModels(page);
  await page.goto(link);
  await expect(page.getByRole('heading', { name: TITLE })).toBeVisible();
  await expect(page.getByText('<img src=x')).toBeVisible();
  for (const part of [
    'Time to first token',
    'Answers',
    'Token fate map',
    'This step',
    'Prompt and output',
    'Importance',
    'Attention',
  ]) {
    await expect(page.getByRole('heading', { name: part, exact: true })).toBeVisible();
  }
  await expect(page.getByText('Checks pass')).toBeVisible();
  await page.getByRole('button', { name: /How it was made/ }).click();
  await expect(page.getByText('Weights, SHA-256')).toBeVisible();
  expect(await sidewaysScroll(page)).toBe(0);
  for (const theme of themes) {
    await preferTheme(page, theme);
    expect(await accessibilityFaults(page), theme).toEqual([]);
  }
  expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
  expect(modelRequests()).toEqual([]);
  await failToSave(page);
  expect(errors()).toEqual([]);
}

/** What cannot be done is said, where storage or downloads do not work. */
async function failToSave(page: Page): Promise<void> {
  await page.evaluate(() => {
    IDBIndex.prototype.getAll = () => {
      throw new DOMException('The storage is broken.');
    };
    URL.createObjectURL = () => {
      throw new TypeError('No downloads here.');
    };
  });
  await page.getByRole('button', { name: 'Make it mine' }).click();
  const alerts = page.getByRole('main').getByRole('alert');
  await expect(alerts).toHaveText(['The run was not taken to the workbench. The storage is broken.']);
  await page.getByRole('button', { name: 'Export' }).click();
  await expect(alerts.first()).toHaveText('The run was not saved. No downloads here.');
}

/** Opens a page of another site that holds the code which the embed menu gives. */
async function readEmbedded(reader: BrowserContext, link: string): Promise<void> {
  const page = await reader.newPage();
  const errors = watchErrors(page);
  const modelRequests = await blockModels(page);
  await page.goto(link);
  await page.getByRole('button', { name: 'Embed' }).click();
  await page.getByRole('group', { name: 'Parts, one or more' }).getByRole('checkbox', { name: 'Answers' }).uncheck();
  await page.getByRole('radio', { name: 'Dark' }).click();
  const code = await page.getByRole('textbox', { name: 'Code' }).inputValue();
  const blog = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end(`<!doctype html><title>Blog</title>${code}`);
  }).listen(0, '127.0.0.1');
  await once(blog, 'listening');
  await page.goto(`http://127.0.0.1:${(blog.address() as AddressInfo).port}/`);
  const frame = page.frameLocator('iframe');
  await expect(frame.getByRole('heading', { name: 'Token fate map' })).toBeVisible();
  await expect(frame.getByRole('heading', { name: 'Answers' })).toHaveCount(0);
  await expect(frame.getByRole('navigation', { name: 'Pages' })).toHaveCount(0);
  await expect(frame.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(frame.getByRole('link', { name: 'Open the whole run in LazyLens' })).toHaveAttribute(
    'href',
    new URL(link).pathname,
  );
  blog.close();
  expect(modelRequests()).toEqual([]);
  expect(errors()).toEqual([]);
}

function watchErrors(page: Page): () => string[] {
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  return () => errors;
}

/** Takes the GPU away and refuses every file of a model; tells which were asked for. */
async function blockModels(page: Page): Promise<() => string[]> {
  await page.addInitScript(() => Object.defineProperty(navigator, 'gpu', { value: undefined }));
  const asked: string[] = [];
  await page.route(/\/models\/[^/]+\//, (route) => {
    asked.push(route.request().url());
    return route.abort();
  });
  return () => asked;
}
