// Browser tests run against the production server, in the Chromium that scripts/chromium.mjs finds.

import { mkdtempSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { defineConfig, type PlaywrightTestConfig } from '@playwright/test';
import { findChromium, quietFlags, softwareWebgpuFlags } from './scripts/chromium.mjs';

const port = Number(process.env.PORT ?? 4173);

// Read again by every worker, which inherit the environment: one folder for all.
process.env.LAZYLENS_DATA ??= mkdtempSync(path.join(tmpdir(), 'lazylens-'));

function launch(flags: string[]): NonNullable<PlaywrightTestConfig['use']> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('No Chromium found. Install it, or set CHROMIUM to its path');
  return { launchOptions: { executablePath, args: [...quietFlags, ...flags] } };
}

export default defineConfig({
  testDir: 'tests/browser',
  outputDir: 'test-results',
  // More would starve each other: a run of the real model takes many seconds, and so do weights that are checked.
  workers: Math.min(2, availableParallelism()),
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list'], ['json', { outputFile: '.cache/browser.json' }]],
  // A page's requests are answered by tests, which a service worker would stand in the way of; offline.spec.ts allows it.
  use: { baseURL: `http://localhost:${port}`, serviceWorkers: 'block', trace: 'retain-on-failure' },
  projects: [
    { name: 'page', testIgnore: '**/*.webgpu.spec.ts', use: launch(['--disable-gpu']) },
    { name: 'webgpu', testMatch: '**/*.webgpu.spec.ts', use: launch(softwareWebgpuFlags) },
  ],
  webServer: {
    command: 'node scripts/start.mjs',
    env: { PORT: String(port), LAZYLENS_DATA: process.env.LAZYLENS_DATA, LAZYLENS_MAX_HOURLY: '1000' },
    url: `http://localhost:${port}`,
    timeout: 300_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 5000 },
  },
});
