// `npm test`: sets up, then every check in turn, whatever fails; the last line is "N passed, N failed". Only Node built-ins.
// With names (`npm test -- types unit`) only those.

import { mkdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ensureBuild } from './build.mjs';
import { ensureChromium } from './chromium.mjs';
import { ensurePackages } from './packages.mjs';
import { ensurePostgres } from './postgres.mjs';
import { ensureRsvg } from './rsvg.mjs';
import { command, root, run, seconds } from './run.mjs';

/** @typedef {{ passed: number, failed: number }} Count */

const results = join(root, '.cache');

/** @type {Record<string, { title: string, check: () => Promise<Count> }>} */
const sections = {
  types: { title: 'Types', check: checkTypes },
  lint: { title: 'Lint', check: () => one('eslint', ['--max-warnings', '0', '.']) },
  format: { title: 'Format', check: () => one('prettier', ['--check', '--log-level', 'warn', '.']) },
  unit: { title: 'Unit tests', check: checkUnits },
  build: { title: 'Production build', check: () => ensureBuild().then(() => ({ passed: 1, failed: 0 })) },
  browser: { title: 'Browser tests', check: checkBrowser },
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in sections));
if (unknown.length) {
  console.error(`No section "${unknown.join('", "')}"; there are ${Object.keys(sections).join(', ')}`);
  process.exit(2);
}

const began = performance.now();
try {
  await ensurePackages();
  await mkdir(results, { recursive: true });
} catch (error) {
  report(error);
  finish([{ title: 'Packages', passed: 0, failed: 1, ms: performance.now() - began }]);
}

/** @type {({ title: string, ms: number } & Count)[]} */
const done = [];
for (const [name, { title, check }] of Object.entries(sections)) {
  if (chosen.length && !chosen.includes(name)) continue;
  console.error(`\n── ${title} ${'─'.repeat(76 - title.length)}`);
  const start = performance.now();
  const count = await check().catch((error) => {
    report(error);
    return { passed: 0, failed: 1 };
  });
  const ms = performance.now() - start;
  done.push({ title, ms, ...count });
  console.error(`${title}: ${count.passed} passed, ${count.failed} failed in ${seconds(ms)}`);
}
finish(done);

/** @param {unknown} error */
function report(error) {
  console.error(error instanceof Error ? error.message : error);
}

/**
 * Prints the table and the totals, and ends.
 * @param {typeof done} rows
 */
function finish(rows) {
  console.log(`\n${'─'.repeat(80)}`);
  for (const { title, passed, failed, ms } of rows) {
    console.log(`${title.padEnd(20)}${`${passed} passed, ${failed} failed`.padEnd(28)}${seconds(ms).padStart(9)}`);
  }
  console.log(`${'All'.padEnd(48)}${seconds(performance.now() - began).padStart(9)}\n`);
  const passed = rows.reduce((sum, row) => sum + row.passed, 0);
  const failed = rows.reduce((sum, row) => sum + row.failed, 0);
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed > 0 || passed === 0 ? 1 : 0);
}

/**
 * Runs a command that either passes or fails as a whole.
 * @param {Parameters<typeof command>[0]} name
 * @param {string[]} args
 * @returns {Promise<Count>}
 */
async function one(name, args) {
  const passed = (await run(process.execPath, command(name, args))) === 0;
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1 };
}

/** The page and the worker see different globals, hence two projects. Next's route types are made first. */
async function checkTypes() {
  const counts = [
    await one('next', ['typegen']),
    await one('tsc', ['--noEmit', '-p', 'tsconfig.json']),
    await one('tsc', ['--noEmit', '-p', 'workers/tsconfig.json']),
  ];
  return counts.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed }));
}

async function checkUnits() {
  const file = join(results, 'unit.json');
  await rm(file, { force: true });
  const postgres = await ensurePostgres();
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const code = await run(process.execPath, command('vitest', ['run', ...reporters]), { PG_BIN: postgres });
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(await readFile(file, 'utf8'));
  // A file that cannot be imported holds no failed test, and yet failed.
  const brokenFiles = testResults.filter(
    (/** @type {{ status: string, assertionResults: { status: string }[] }} */ { status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length;
  return atLeastOneFailure(code, { passed: numPassedTests, failed: numFailedTests + brokenFiles });
}

async function checkBrowser() {
  const chromium = await ensureChromium();
  const rsvg = await ensureRsvg();
  await ensureBuild();
  const file = join(results, 'browser.json');
  await rm(file, { force: true });
  const code = await run(process.execPath, command('playwright', ['test']), {
    CHROMIUM: chromium,
    RSVG_CONVERT: rsvg,
    PORT: String(await freePort()),
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
  });
  const { stats } = JSON.parse(await readFile(file, 'utf8'));
  return atLeastOneFailure(code, { passed: stats.expected, failed: stats.unexpected + stats.flaky });
}

/**
 * An exit code that tells of a failure which no test owns, such as an unhandled rejection, counts as one.
 * @param {number} code
 * @param {Count} count
 */
function atLeastOneFailure(code, { passed, failed }) {
  return { passed, failed: code === 0 ? failed : Math.max(1, failed) };
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
