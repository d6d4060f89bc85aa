// `lens run`: one generation, written as a trace.

import { AppError, isAbort } from '@/lib/errors';
import { generate } from '@/lib/engine/generate';
import { checkConfig } from '@/lib/engine/schedule';
import type { GenerateEvent } from '@/lib/engine/types';
import type { FolderModel } from '@/lib/model/folder';
import { writeTrace } from '@/lib/trace/file';
import { buildTrace, record } from '@/lib/trace/record';
import type { Trace } from '@/lib/trace/schema';
import { spellTrace } from '@/lib/trace/spell';
import { openBackend, openModelOption } from './machine';
import { parseRunOptions, type RunOptions } from './options';
import { checkOut, writeOut } from './output';
import { checkLength, openTokenizer, readPrompt } from './prompt';
import { engineVersions } from './versions';

const INTERRUPTED = 130;

/** Runs the command; gives the exit code. Interrupting it writes what was generated until then. */
export async function runCommand(args: string[]): Promise<number> {
  const options = parseRunOptions(args);
  await checkOut(options.out);
  const model = await openModelOption(options.model);
  const controller = new AbortController();
  const interrupt = () => controller.abort(new DOMException('interrupted', 'AbortError'));
  process.once('SIGINT', interrupt);
  try {
    const trace = await runTrace(model, options, controller.signal);
    if (!trace) return INTERRUPTED;
    await writeOut(options.out, options.packed ? writeTrace(trace) : JSON.stringify(trace));
    if (!options.quiet) process.stderr.write(`${summary(trace, options)}\n`);
    return trace.output.stopReason === 'stopped' ? INTERRUPTED : 0;
  } catch (thrown) {
    if (isAbort(thrown)) return INTERRUPTED;
    throw thrown;
  } finally {
    process.off('SIGINT', interrupt);
    await model.close();
  }
}

/** The trace; null where it was stopped before the first token. What can be refused is refused before the weights are read. */
async function runTrace(model: FolderModel, options: RunOptions, signal: AbortSignal): Promise<Trace | null> {
  const { config } = options;
  const { id, sha256, spec } = model;
  checkConfig(config, spec.layers);
  const tokenizer = await openTokenizer(options.model, spec);
  const input = await readPrompt(options.prompt, { folder: options.model, spec, tokenizer });
  checkLength(input.ids.length, config.maxNewTokens, spec);

  const backend = await openBackend(model, options, signal);
  try {
    const eosTokenIds = options.ignoreEos ? [] : spec.eosTokenIds;
    const events = generate(backend, input.ids, config, { now: () => performance.now(), signal, eosTokenIds });
    const recording = await record(events, listener(options.quiet ? undefined : progress(spec.layers)));
    if (recording.steps.length === 0) return null;
    const engine = await engineVersions(options.backend);
    const trace = buildTrace(
      { engine, model: { id, sha256, spec }, backend: backend.description, input, config },
      recording,
    );
    return tokenizer ? spellTrace(trace, tokenizer) : unspelled(trace);
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    throw new AppError('out-of-memory', `out of memory at ${input.ids.length} tokens; shorten the prompt`, {
      cause: thrown,
    });
  } finally {
    await backend.dispose();
  }
}

/** Between two looks for an interrupt. */
const BREATH_MS = 50;

/** Lets signals in now and then: the runtime computes on this thread, and its promises alone never let the event loop turn. */
function listener(
  report: ((event: GenerateEvent) => void) | undefined,
): (event: GenerateEvent) => void | Promise<void> {
  let breathedAt = performance.now();
  return (event) => {
    report?.(event);
    if (performance.now() - breathedAt < BREATH_MS) return;
    return new Promise<void>((done) =>
      setImmediate(() => {
        breathedAt = performance.now();
        done();
      }),
    );
  };
}

/** Without a tokenizer every piece is empty, one a token as ever. */
function unspelled(trace: Trace): Trace {
  return { ...trace, output: { ...trace.output, pieces: trace.output.ids.map(() => '') } };
}

/** Shows the layer being run, on a terminal only: a log would fill with it. */
function progress(layers: number): ((event: GenerateEvent) => void) | undefined {
  const { stderr } = process;
  if (!stderr.isTTY) return undefined;
  return (event) => {
    if (event.type === 'step') return void stderr.write('\r\x1b[K');
    const { step, layer, computed, active } = event;
    stderr.write(`\rstep ${step + 1}: layer ${layer} of ${layers}, ${computed} computed, ${active} active\x1b[K`);
  };
}

function summary({ config, input, output, steps, timings, backend }: Trace, { out }: RunOptions): string {
  const tokenLayers = steps
    .flatMap((step) => step.segments)
    .reduce((sum, { computed, firstLayer, lastLayer }) => sum + computed.length * (lastLayer - firstLayer + 1), 0);
  const decodeMs = timings.decodeMs.reduce((sum, ms) => sum + ms, 0) / (timings.decodeMs.length || 1);
  return [
    `${config.mode}: ${input.ids.length} + ${output.ids.length} tokens (${output.stopReason})`,
    `TTFT ${timings.ttftMs.toFixed(0)} ms`,
    `decode ${decodeMs.toFixed(0)} ms/token`,
    `${tokenLayers} token-layers computed`,
    `${backend.kind}, ${backend.adapter}`,
    ...(out === null ? [] : [`written to ${out}`]),
  ].join(', ');
}
