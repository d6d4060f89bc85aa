// `npm run bench`: the benchmark page in headless Chromium, its ratios as a table and as JSON; or a static bundle of that page for
// a machine that has a GPU and no Node.

import { spawn } from 'node:child_process';
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Browser, type Page } from '@playwright/test';
import { writeComparison } from '@/lib/trace/file';
import type { BenchResult, TaskResult, TimingResult } from '../components/bench/results';
import { ensureBuild, ensureStaticBuild } from './build.mjs';
import { ensureChromium, quietFlags, softwareWebgpuFlags } from './chromium.mjs';
import { root } from './run.mjs';
import { serviceWorkerFile } from './service-worker.mjs';

const usage = `usage: npm run bench -- [options]
  --model M        lens-28m (default), or synthetic:SHAPE with random weights: lens-28m, SmolLM2-135M, Llama-3.2-1B
  --backend B      wasm (default), webgpu or auto
  --lengths A,B    prompt lengths in tokens, default 256,512,1024
  --schedules S;T  schedules as for lens, default "4:0.5,8:0.5,12:0.5;8:0.5;5:0.7,10:0.7,14:0.7"
  --repeats N      timed repeats a side, default 5; --warmups N, default 1
  --format F       how matrices are kept: auto (default), f16, f32, q8, q4
  --select S       where prefill selects: device (default) or host
  --suite S        timing (default), answers (every preset), tasks (generated retrieval tasks), or views: what the views of
                   a run of 8,192 tokens and 32 layers (--lengths N for another) cost the page's main thread
  --tasks N        prompts of each task, default 20
  --out FILE       where the JSON goes, default bench-results/bench.json
  --static DIR     write a static bundle instead: serve DIR cross-origin isolated, open bench/?model=...&backend=webgpu`;

const { values } = parseArgs({
  options: {
    model: { type: 'string' },
    backend: { type: 'string', default: 'wasm' },
    lengths: { type: 'string' },
    schedules: { type: 'string' },
    repeats: { type: 'string' },
    warmups: { type: 'string' },
    format: { type: 'string' },
    select: { type: 'string' },
    suite: { type: 'string' },
    tasks: { type: 'string' },
    out: { type: 'string', default: join(root, 'bench-results', 'bench.json') },
    static: { type: 'string' },
    help: { type: 'boolean' },
  },
});

const PORT = 4180;

if (values.help) console.log(usage);
else if (values.static) await bundle(values.static);
else if (values.suite === 'views') await watchViews();
else await measure();

/** Copies the static export to `folder`, with the runtime that a Chromium with WebGPU takes and the bundled model. */
async function bundle(folder: string): Promise<void> {
  const built = await ensureStaticBuild();
  await rm(folder, { recursive: true, force: true });
  await cp(built, folder, { recursive: true });
  // The bundler copies onnxruntime's WASM beside the code too, but only the files under ort/ are ever asked for.
  const media = join(folder, '_next', 'static', 'media');
  const spare = (await readdir(media)).filter((name) => name.endsWith('.wasm')).map((name) => join(media, name));
  const asyncify = (await readdir(join(folder, 'ort'))).filter((name) => name.includes('asyncify'));
  // A service worker that a build of the server left in public is of other pages.
  const worker = join(folder, basename(serviceWorkerFile));
  for (const path of [...spare, ...asyncify.map((name) => join(folder, 'ort', name)), worker])
    await rm(path, { force: true });
  console.log(`Static bundle in ${folder}. Serve it with COOP same-origin and COEP require-corp; open bench/.`);
}

/** Opens a long run in the workbench, moves about in it, and prints the frames and long tasks of each scene. */
async function watchViews(): Promise<void> {
  const { makeLongRun, narrowConfig } = await import('./bench/longRun');
  const { measureLiveRun, measureViews } = await import('./bench/views');
  const tokens = Number(values.lengths ?? 8192);
  const file = join(dirname(values.out), `run-${tokens}.json`);
  await mkdir(dirname(file), { recursive: true });
  console.error(`Making a run of ${tokens} tokens`);
  const comparison = await makeLongRun({ tokens, layers: 32, decodeSteps: 32 });
  await writeFile(file, writeComparison(comparison));
  const { text } = comparison.full.input;
  const { vocabSize } = comparison.full.model.spec;
  const context = tokens + 64;
  const live = { config: narrowConfig(32, context, vocabSize), text, context, patience: 400_000 };
  await served(['--disable-gpu'], async (browser, address) => {
    const viewport = { width: 1440, height: 900 };
    const scenes = [
      ...(await measureViews(await browser.newPage({ viewport }), address, file)),
      ...(await measureLiveRun(await browser.newPage({ viewport }), address, live)),
    ];
    await writeFile(values.out, `${JSON.stringify({ kind: 'views', tokens, scenes }, null, 1)}\n`);
    console.log(`\n${tokens} tokens, 32 layers; times in ms, one frame at 60 a second is 16.7`);
    console.table(
      scenes.map(({ scene, frames, frameMedian, frameP95, longTasks }) => ({
        scene,
        frames,
        median: frames ? frameMedian.toFixed(1) : '',
        p95: frames ? frameP95.toFixed(1) : '',
        'tasks above 50 ms': longTasks.length,
        longest: longTasks[0]?.toFixed(0) ?? '',
      })),
    );
  });
}

/** Runs the page with the options given, prints each result as it comes, then the table; writes the JSON. */
async function measure(): Promise<void> {
  const { out, static: _static, help: _help, ...settings } = values;
  const query = new URLSearchParams({ ...settings, auto: '1', report: '/report' });
  const gpuFlags = values.backend === 'wasm' ? ['--disable-gpu'] : softwareWebgpuFlags;
  await served(gpuFlags, async (browser, address) => {
    const results = await collect(await browser.newPage(), `${address}/bench?${query}`);
    await mkdir(dirname(out), { recursive: true });
    await writeFile(out, `${JSON.stringify(results, null, 1)}\n`);
    printTable(results);
    printTasks(results);
    console.log(`\nAll results with every raw time: ${out}`);
  });
}

/** Gives `use` a browser and the address of the built app; ends both. */
async function served(flags: string[], use: (browser: Browser, address: string) => Promise<void>): Promise<void> {
  const executablePath = await ensureChromium();
  await ensureBuild();
  const server = spawn(process.execPath, [join(root, 'scripts', 'start.mjs')], {
    env: { ...process.env, PORT: String(PORT) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const browser = await chromium.launch({ executablePath, args: [...quietFlags, ...flags] });
  try {
    await answering(`http://localhost:${PORT}/bench`);
    await use(browser, `http://localhost:${PORT}`);
  } finally {
    await browser.close();
    server.kill('SIGTERM');
  }
}

type Report = BenchResult | { readonly error: string } | { readonly done: number };

/** Opens the page and gathers what it reports until it is done. Throws the error it reports. */
async function collect(page: Page, url: string): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  const finished = new Promise<void>((resolve, reject) => {
    void page.route('**/report', async (route) => {
      const report = route.request().postDataJSON() as Report; // our own page wrote it
      await route.fulfill({ status: 204 });
      if ('error' in report) reject(new Error(report.error));
      else if ('done' in report) resolve();
      else {
        results.push(report);
        console.error(JSON.stringify(report));
      }
    });
    page.on('crash', () => reject(new Error('the page crashed: too little memory for this model and length?')));
  });
  await page.goto(url);
  await finished;
  return results;
}

function printTable(results: readonly BenchResult[]): void {
  const timings = results.filter((result): result is TimingResult => result.kind === 'timing');
  if (timings.length === 0) return;
  console.log(`\nMedian TTFT in ms (quartiles), n = ${timings[0]?.full.n}; full prefill and LazyLLM in turns`);
  console.table(
    timings.map(({ length, schedule, full, pruned, speedup, ideal, efficiency }) => ({
      tokens: length,
      schedule,
      full: spread(full),
      lazyllm: spread(pruned),
      'speed-up': speedup.toFixed(2),
      ideal: ideal.toFixed(2),
      efficiency: efficiency.toFixed(2),
    })),
  );
}

function printTasks(results: readonly BenchResult[]): void {
  const tasks = results.filter((result): result is TaskResult => result.kind === 'task');
  if (tasks.length === 0) return;
  console.log(
    `\nExact matches, n = ${tasks[0]?.n} prompts a row; KL in nats; computed: part of the prompt's token-layers`,
  );
  console.table(
    tasks.map(({ task, schedule, tokens, accuracy, kl, argmaxAgreement, computed }) => ({
      task,
      schedule,
      tokens,
      full: accuracy.full.toFixed(2),
      lazyllm: accuracy.pruned.toFixed(2),
      KL: kl.toFixed(3),
      'argmax equal': argmaxAgreement.toFixed(2),
      computed: computed.toFixed(2),
    })),
  );
}

function spread({ median, q1, q3 }: TimingResult['full']): string {
  return `${median.toFixed(1)} (${q1.toFixed(1)}-${q3.toFixed(1)})`;
}

/** Waits until the server answers; gives up after a minute. */
async function answering(url: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (
      await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`no answer from ${url} after 60 s`);
}
