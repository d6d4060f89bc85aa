// What the server tells browsers to allow: sent with every page, kept by every page, and stopping what is injected.

import type { APIResponse } from '@playwright/test';
import { expect, test } from './fixtures';
import { publishRun } from './publish';

/** One of each kind, but published runs: those have strangers' words. */
const pages = ['/', '/gallery', '/gallery/passkey', '/learn', '/compare', '/models', '/bench', '/offline'];

const MARKUP = '<script>window.stolen = true</script><img src="data:," onerror="window.stolen = true">';

interface Watched extends Window {
  violations?: string[];
  stolen?: boolean;
}

test('every page has its own nonce and allows no other inline script, no eval, no plugin, no frame around it', async ({
  request,
}) => {
  const nonces = new Set<string>();
  const { id } = await publishRun(request, 'A page with a nonce');
  const all = [...pages, `/e/${id}`, '/no-such-page', '/models/no-such', '/e/111111111111', '/'];
  for (const path of all) {
    const response = await request.get(path);
    const directives = directivesOf(response);
    const scripts = directives.get('script-src') ?? [];
    const nonce = scripts.find((source) => source.startsWith("'nonce-")) ?? '';
    expect(scripts, path).toEqual(["'self'", nonce, "'strict-dynamic'", "'wasm-unsafe-eval'"]);
    expect(nonce.length, path).toBeGreaterThanOrEqual("'nonce-'".length + 22);
    nonces.add(nonce);
    expect(directives.get('object-src'), path).toEqual(["'none'"]);
    expect(directives.get('base-uri'), path).toEqual(["'none'"]);
    expect(directives.get('frame-ancestors'), path).toEqual(["'none'"]);
    expect(directives.get('style-src-elem'), path).toEqual(["'self'", nonce]);
    expect(response.headers(), path).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
    });
  }
  expect(nonces.size).toBe(all.length);
});

test('only the embedded form may be framed, by any site; data opened as a page may do nothing', async ({ request }) => {
  const { id } = await publishRun(request, 'A page in a frame');
  const embedded = await request.get(`/embed/${id}`);
  expect(embedded.status()).toBe(200);
  expect(directivesOf(embedded).get('frame-ancestors')).toEqual(['*']);
  expect(embedded.headers()['cross-origin-resource-policy']).toBe('cross-origin');
  const missing = ['/_next/no-such', '/screenshots/no-such.png', '/api/no-such', '/models/lens-28m/no-such.json'];
  for (const path of ['/experiments/index.json', '/models/lens-28m/config.json', '/api/health', ...missing]) {
    expect(directivesOf(await request.get(path)).get('default-src'), path).toEqual(["'none'"]);
  }
  // What is not there today may be tomorrow.
  for (const path of missing) expect((await request.get(path)).headers()['cache-control'], path).toContain('no-store');
  expect(directivesOf(await request.get('/ort/ort-wasm-simd-threaded.mjs')).get('script-src')).toEqual([
    "'self'",
    "'wasm-unsafe-eval'",
  ]);
});

test('no page breaks its own policy, or asks another host for anything, whatever it is called by who published it', async ({
  page,
  request,
  baseURL,
}) => {
  const { id } = await publishRun(request, MARKUP);
  const elsewhere: string[] = [];
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== baseURL) elsewhere.push(request.url());
  });
  await page.addInitScript(() => {
    const watched: Watched = window;
    watched.violations = [];
    document.addEventListener('securitypolicyviolation', (event) => {
      watched.violations?.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
    });
  });
  for (const path of [...pages, `/e/${id}`, `/embed/${id}`]) {
    await page.goto(path, { waitUntil: 'networkidle' });
    expect(await page.evaluate(() => (window as Watched).violations), path).toEqual([]);
    expect(await page.evaluate(() => (window as Watched).stolen), path).toBeUndefined();
  }
  await expect(page.getByRole('heading', { name: MARKUP })).toBeVisible();
  expect(elsewhere).toEqual([]);
});

test.describe('what gets into a page', () => {
  test.use({ allowedErrors: [/Content Security Policy/] });

  test('does not run: an inline script, a handler in markup, eval', async ({ page }) => {
    await page.addInitScript(() => {
      const watched: Watched = window;
      watched.violations = [];
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
        watched.violations?.push(effectiveDirective),
      );
      // Not evaluated by the driver, to whom a browser allows it.
      document.addEventListener('keydown', () => {
        try {
          new Function('window.stolen = true')();
        } catch {
          // What the policy is for.
        }
      });
    });
    await page.route('/learn', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.text()).replace('</body>', `${MARKUP}</body>`) });
    });
    await page.goto('/learn');
    await page.keyboard.press('Shift');
    await expect
      .poll(() => page.evaluate(() => [...new Set((window as Watched).violations)].sort()))
      .toEqual(['script-src', 'script-src-attr', 'script-src-elem']);
    expect(await page.evaluate(() => (window as Watched).stolen)).toBeUndefined();
  });
});

function directivesOf(response: APIResponse): Map<string, string[]> {
  const policy = response.headers()['content-security-policy'] ?? '';
  return new Map(
    policy.split(';').map((directive) => {
      const [name = '', ...sources] = directive.trim().split(/\s+/);
      return [name, sources];
    }),
  );
}
