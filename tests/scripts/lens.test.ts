import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Trace, traceSchema } from '@/lib/trace/schema';
import { lens } from '../../scripts/lens/main';
import { type Golden, readGolden } from '../fixtures/goldens';

const root = join(import.meta.dirname, '../..');
const bundled = join(root, 'public/models/lens-28m');
let folder: string;
let golden: Golden;
const path = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lens-'));
  golden = await readGolden('llama');
  const { config, safetensors } = golden.files;
  await writeModel('llama', config, safetensors);
  await writeModel('truncated', config, safetensors.subarray(0, 300_000));
  await writeModel('rubbish', config, new TextEncoder().encode('<!doctype html><title>Not found</title>'));
  await writeModel('other', config.replace('"intermediate_size": 96', '"intermediate_size": 128'), safetensors);
  await writeModel('family', config.replace('"model_type": "llama"', '"model_type": "mamba"'), safetensors);
  await writeModel('half', config);
  await writeModel('text', 'model: llama', safetensors);
  await writeModel('wrong-tokenizer', config, safetensors);
  await writeFile(path('wrong-tokenizer/tokenizer.json'), await readFile(join(bundled, 'tokenizer.json')));
  await writeModel('broken-tokenizer', config, safetensors);
  await writeFile(path('broken-tokenizer/tokenizer.json'), '{"model":');
  await writeFile(path('ids.json'), JSON.stringify(golden.cases[1]?.ids));
  await writeFile(path('empty.json'), '[]');
  await writeFile(path('words.json'), '["a"]');
  await writeFile(path('object.json'), '{"ids":[1]}');
  await writeFile(path('large.json'), '[1,160]');
  await writeFile(path('long.json'), JSON.stringify(Array(250).fill(7)));
  await writeFile(path('long.txt'), 'a word '.repeat(2100));
  await writeFile(path('blank.txt'), '\n \n');
  await writeFile(path('binary.txt'), Uint8Array.of(0xff, 0xfe, 0x00));
});
afterAll(() => rm(folder, { recursive: true }));

async function writeModel(name: string, config: string, weights?: Uint8Array): Promise<void> {
  await mkdir(path(name));
  await writeFile(path(`${name}/config.json`), config);
  if (weights) await writeFile(path(`${name}/model.safetensors`), weights);
}

function spawnLens(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/lens.ts', ...args], { cwd: root });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', fail).on('close', (code) => done({ code, stdout, stderr }));
  });
}

const readTrace = (text: string): Trace => traceSchema.parse(JSON.parse(text));

describe('lens run', () => {
  it('writes a trace of the golden’s greedy tokens, kept sets nested by depth, to the file and nothing to stdout', async () => {
    const out = path('trace.json');
    const { code, stdout, stderr } = await spawnLens(
      ...['run', '--model', path('llama'), '--ids', path('ids.json'), '--schedule', '1:0.5,3:0.5'],
      ...['--max-new', '4', '--ignore-eos', '--out', out],
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(/^lazyllm: 48 \+ 4 tokens \(length\), TTFT .*\n$/);
    const trace = readTrace(await readFile(out, 'utf8'));
    expect(trace.config).toMatchObject({
      mode: 'lazyllm',
      schedule: [
        { layer: 1, keep: 0.5 },
        { layer: 3, keep: 0.5 },
      ],
    });
    expect(trace.backend.kind).toBe('wasm');
    expect(trace.model.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(trace.input).toEqual({ ids: golden.cases[1]?.ids, text: '', pieces: Array(48).fill('') });
    expect(trace.output.pieces).toEqual(['', '', '', '']);
    expect(trace.steps).toHaveLength(4);
    const [first, second, last] = trace.steps[0]?.segments ?? [];
    expect(first?.computed).toHaveLength(48);
    expect(first?.scores).toHaveLength(48);
    expect(first?.kept).toHaveLength(24);
    expect(second?.kept).toHaveLength(12);
    expect(second?.computed).toEqual(first?.kept);
    expect(last?.computed).toEqual(second?.kept);
    expect(last?.kept).toBeNull();
    expect(second?.kept).toContain(47);
    expect(first?.scores?.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 4);
    first?.scores?.forEach((score, i) => {
      expect(score).toBeCloseTo(golden.cases[1]?.last_row_mean_attention[0]?.[i] ?? NaN, 4);
    });
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('is full prefill without a schedule, and gives the same on both backends, plain and packed', async () => {
    const common = [
      'run',
      '--model',
      path('llama'),
      '--ids',
      path('ids.json'),
      '--max-new',
      '8',
      '--ignore-eos',
      '--quiet',
    ];
    const [wasm, reference] = await Promise.all([
      spawnLens(...common, '--threads', '1'),
      spawnLens(...common, '--backend', 'reference', '--packed'),
    ]);
    expect([wasm.stderr, reference.stderr]).toEqual(['', '']);
    const [a, b] = [readTrace(wasm.stdout), readTrace(reference.stdout)];
    expect(a.config.mode).toBe('full');
    expect(a.output.ids).toEqual(golden.cases[1]?.greedy);
    expect(b.output.ids).toEqual(golden.cases[1]?.greedy);
    expect(b.steps.map((step) => step.segments.map((segment) => segment.computed))).toEqual(
      a.steps.map((step) => step.segments.map((segment) => segment.computed)),
    );
    expect(reference.stdout).toContain('"computed":"0+47"');
    expect(b.engine.onnxruntime).toBe('none');
  });

  it('answers in text where the model has a tokenizer', async () => {
    const prompt = 'The pass key is 48213. Remember it.\n\nQuestion: What is the pass key?\nAnswer:';
    const { code, stdout } = await spawnLens('run', '--model', bundled, '--prompt', prompt, '--quiet');
    expect(code).toBe(0);
    const { input, output } = readTrace(stdout);
    expect(output).toMatchObject({ text: ' 48213\n', stopReason: 'eos' });
    expect(output.pieces.join('')).toBe(output.text);
    expect(input.text).toBe(prompt);
    expect(input.pieces.join('')).toBe(prompt);
  });
});

describe('an interrupted run', () => {
  it('exits with 130 long before its end, and leaves no half-written file', async () => {
    const before = process.listenerCount('SIGINT');
    const waiting = setInterval(() => {
      if (process.listenerCount('SIGINT') > before) process.emit('SIGINT');
    }, 5);
    const out = path('interrupted.json');
    const args = ['run', '--model', bundled, '--prompt', 'Once', '--max-new', '1500', '--ignore-eos', '--quiet'];
    const outcome = await lens([...args, '--backend', 'reference', '--out', out]);
    clearInterval(waiting);
    expect(outcome).toEqual({ code: 130, complaint: null });
    expect(process.listenerCount('SIGINT')).toBe(before);
    expect((await readdir(folder)).filter((name) => name.startsWith('interrupted') && name.endsWith('.tmp'))).toEqual(
      [],
    );
  });
});

describe('lens logits', () => {
  it('prints the golden’s logits as a JSON array', async () => {
    const { code, stdout } = await spawnLens('logits', '--model', path('llama'), '--ids', path('ids.json'));
    expect(code).toBe(0);
    const logits: unknown = JSON.parse(stdout);
    const expected = golden.cases[1]?.last_logits ?? [];
    expect(logits).toHaveLength(expected.length);
    (logits as number[]).forEach((logit, id) => expect(Math.abs(logit - (expected[id] ?? NaN))).toBeLessThan(2e-3));
  });
});

describe('lens logits --backend reference', () => {
  it.each(['gemma2', 'gpt2', 'falcon'])(
    'prints the logits of %s, another family than the bundled model',
    async (family) => {
      const { files, cases } = await readGolden(family);
      await writeModel(family, files.config, files.safetensors);
      await writeFile(path(`${family}.json`), JSON.stringify(cases[1]?.ids));
      const { code, stdout } = await spawnLens(
        ...['logits', '--model', path(family), '--ids', path(`${family}.json`), '--backend', 'reference'],
      );
      expect(code).toBe(0);
      const logits = z.array(z.number()).parse(JSON.parse(stdout));
      const expected = cases[1]?.last_logits ?? [];
      expect(logits).toHaveLength(expected.length);
      logits.forEach((logit, id) => expect(Math.abs(logit - (expected[id] ?? NaN))).toBeLessThan(1e-4));
    },
  );
});

describe('lens --help', () => {
  it('prints the usage', async () => {
    const { code, stdout } = await spawnLens('run', '--help');
    expect(code).toBe(0);
    expect(stdout).toContain('--schedule LIST');
  });
});

describe('bad input', () => {
  const ids = '{}/ids.json';
  const run = ['run', '--model', '{}/llama'];
  it.each([
    [[], 'no command given'],
    [['prune'], 'unknown command "prune"'],
    [['run'], 'give exactly one of --prompt, --prompt-file and --ids'],
    [['run', '--ids', ids], '--model is missing'],
    [[...run, '--ids', ids, '--keep', '1'], "Unknown option '--keep'"],
    [[...run, '--ids', ids, '--max-new', '0'], '--max-new must be a whole number from 1 on, got "0"'],
    [[...run, '--ids', ids, '--mode', 'lazy'], '--mode must be one of full, lazyllm'],
    [[...run, '--ids', ids, '--mode', 'lazyllm'], '--mode lazyllm needs --schedule'],
    [[...run, '--ids', ids, '--schedule', '3:0.5,1:0.5'], 'pruning layers must rise, got 1 after 3'],
    [[...run, '--ids', ids, '--schedule', '4:0.5'], 'pruning after layer 4 saves nothing in a model of 4 layers'],
    [[...run, '--ids', ids, '--schedule', '1:0'], 'keep ratio must be in (0, 1], got 0 after layer 1'],
    [[...run, '--ids', ids, '--schedule', '1:NaN'], 'keep ratio must be in (0, 1], got NaN after layer 1'],
    [[...run, '--ids', ids, '--schedule', '1:1.4'], 'keep ratio must be in (0, 1], got 1.4 after layer 1'],
    [[...run, '--ids', ids, '--schedule', 'half'], 'schedule part "half" is not LAYER:KEEP'],
    [[...run, '--ids', ids, '--out', '{}/nowhere/trace.json'], '--out: the folder "{}/nowhere" does not exist'],
    [[...run, '--ids', '{}/missing.json'], '"{}/missing.json" cannot be read'],
    [[...run, '--ids', '{}/long.txt'], '"{}/long.txt" is not JSON'],
    [[...run, '--ids', '{}/empty.json'], 'holds no token ids; the prompt is empty'],
    [[...run, '--ids', '{}/words.json'], 'must be an array of token ids: item 0 is "a"'],
    [[...run, '--ids', '{}/object.json'], 'must be an array of token ids: it holds no array'],
    [[...run, '--ids', '{}/large.json'], "token id 160 at position 1 is outside the model's vocabulary of 160"],
    [[...run, '--ids', '{}/long.json'], "250 tokens and --max-new 32 exceeds the model's context of 256 tokens"],
    [[...run, '--prompt', 'x'], '"{}/llama" has no tokenizer.json to read text with'],
    [['run', '--model', bundled, '--prompt', ' '], '--prompt is empty'],
    [['run', '--model', bundled, '--prompt-file', '{}/blank.txt'], 'the prompt file "{}/blank.txt" is empty'],
    [['run', '--model', bundled, '--prompt-file', '{}/binary.txt'], '"{}/binary.txt" is not UTF-8 text'],
    [['run', '--model', bundled, '--prompt-file', '{}/long.txt'], "exceeds the model's context of 2048 tokens"],
    [['logits', '--model', '{}/missing', '--ids', ids], 'model folder "{}/missing" does not exist'],
    [['logits', '--model', '{}/half', '--ids', ids], 'model folder "{}/half" has no model.safetensors'],
    [['logits', '--model', '{}/text', '--ids', ids], 'config.json in model folder "{}/text" is not JSON'],
    [
      ['logits', '--model', '{}/family', '--ids', ids],
      'model_type "mamba" is not supported; supported: arcee, bloom, cohere',
    ],
    [['logits', '--model', '{}/truncated', '--ids', ids], 'but the file has 300000; it is truncated'],
    [['logits', '--model', '{}/rubbish', '--ids', ids], 'it is truncated or not a safetensors file'],
    [['logits', '--model', '{}/other', '--ids', ids], 'has shape [96, 64] but config.json asks for [128, 64]'],
    [['logits', '--model', 'synthetic:GPT-9', '--ids', ids], 'no synthetic model has the shape "GPT-9"'],
    [['run', '--model', '{}/wrong-tokenizer', '--prompt', 'x'], "8192 tokens but the model's vocabulary has 160"],
    [['run', '--model', '{}/broken-tokenizer', '--ids', ids], 'tokenizer.json: it is not JSON; get the file again'],
  ])('%j is refused in one line with exit code 2', async (args, message) => {
    const at = (text: string) => text.replaceAll('{}', folder);
    const { code, complaint } = await lens(args.map(at));
    expect(code).toBe(2);
    expect(complaint).toMatch(/^lens: [^\n]+$/);
    expect(complaint).toContain(at(message));
  });

  it('leaves the process with exit code 2, one line on stderr, nothing on stdout and no file', async () => {
    const out = path('refused.json');
    const common = ['run', '--ids', path('ids.json'), '--out', out];
    const refused = await Promise.all([
      spawnLens(...common, '--model', path('truncated')),
      spawnLens(...common, '--model', path('llama'), '--schedule', '1:NaN'),
    ]);
    for (const { code, stdout, stderr } of refused) {
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^lens: [^\n]+\n$/);
    }
    expect((await readdir(folder)).filter((name) => name.startsWith('refused'))).toEqual([]);
  });
});
