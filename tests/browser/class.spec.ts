// A class on a laptop: `npm start` with a certificate and a folder of models, and what a machine of the class gets of it.

import { spawn, type ChildProcess } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { findChromium, quietFlags } from '../../scripts/chromium.mjs';
import { makeCertificate, type CertificateFiles } from '../fixtures/certificate';
import { freePort } from '../server/ports';
import { expect, test } from './fixtures';
import { openModels } from './models';
import { openWith, quickSettings, runToEnd } from './workbench';

const root = join(import.meta.dirname, '../..');
/** A name that only a machine of the class knows. */
const HOST = 'lens.class.test';

let folder: string;
let certificate: CertificateFiles;
let server: ChildProcess;
let origin: string;

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lazylens-class-'));
  await cp(join(root, 'public/models/lens-28m'), join(folder, 'models', 'class-model'), { recursive: true });
  certificate = await makeCertificate(HOST);
  const port = await freePort();
  origin = `https://${HOST}:${port}`;
  server = spawn(process.execPath, [join(root, 'scripts/start.mjs')], {
    env: {
      ...process.env,
      ...{ PORT: String(port), TLS_CERT: certificate.cert, TLS_KEY: certificate.key },
      ...{ LAZYLENS_MODELS: join(folder, 'models'), LAZYLENS_DATA: join(folder, 'data') },
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let told = '';
  for await (const text of server.stdout?.setEncoding('utf8') ?? []) {
    told += String(text);
    if (told.includes('ready in')) break;
  }
  expect(told).toContain(`https://localhost:${port}`);
});

test.afterAll(async () => {
  const ended = once(server, 'exit');
  server.kill('SIGTERM');
  await ended;
  await Promise.all([rm(folder, { recursive: true }), certificate.remove()]);
});

test('over https the class gets threads, a model of the laptop, links of its address, and use offline', async () => {
  test.setTimeout(240_000);
  const { publicKey } = new X509Certificate(await readFile(certificate.cert));
  const trusted = createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' }));
  const browser = await chromium.launch({
    executablePath: findChromium() ?? '',
    // Trusts this certificate, as do machines that know the root that made it: one clicked through gives no use offline.
    args: [
      ...quietFlags,
      '--disable-gpu',
      `--host-resolver-rules=MAP ${HOST} 127.0.0.1`,
      `--ignore-certificate-errors-spki-list=${trusted.digest('base64')}`,
    ],
  });
  const errors: string[] = [];
  const newPage = async (): Promise<Page> => {
    const page = await (await browser.newContext({ baseURL: origin, serviceWorkers: 'allow' })).newPage();
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    page.on('pageerror', (error) => errors.push(error.message));
    return page;
  };
  try {
    const page = await newPage();
    await openModels(page);
    expect(await page.evaluate(() => [isSecureContext, crossOriginIsolated])).toEqual([true, true]);
    await page.getByRole('button', { name: 'Download class-model' }).click();
    const row = page.getByRole('listitem').filter({ hasText: `${origin}/models/class-model` });
    await row.getByRole('button', { name: /^Use in the workbench/ }).click();
    await openWith(page, { ...quickSettings, schedule: [{ layer: 4, keep: 0.5 }] });
    await expect(page.getByRole('button', { name: /^Model:/ })).toContainText('class-model');
    await runToEnd(page);
    await page.getByRole('button', { name: 'Publish…' }).click();
    await page.getByLabel('Title').fill('From the class');
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    const link = await page.getByRole('textbox', { name: 'Link' }).inputValue();
    expect(link).toMatch(new RegExp(`^${origin}/e/\\w{12}$`));

    const reader = await newPage();
    await reader.goto(link);
    await expect(reader.getByRole('heading', { name: 'From the class' })).toBeVisible();
    await expect(reader.getByText('Checks pass')).toBeVisible();
    await expect(reader.locator('meta[property="og:url"]')).toHaveAttribute('content', link);
    await expect(reader.getByText('Works offline')).toBeVisible({ timeout: 60_000 });
    expect(errors).toEqual([]);
  } finally {
    await browser.close();
  }
});
