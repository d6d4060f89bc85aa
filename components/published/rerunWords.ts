// What a run made again says, in sentences. Pure.

import { sideName } from '@/components/run/format';
import type { Cause, Rerun, SideVerdict } from '@/lib/experiment/rerun';
import { unreachable } from '@/lib/errors';
import type { Comparison, Trace } from '@/lib/trace/schema';

/** One line for a side: `identical: all 12 tokens`, `differs at token 4 of 12`. */
export function sideWords({ token, kept }: SideVerdict, recorded: Trace): string {
  const count = recorded.output.ids.length;
  if (token === null && kept === null) return `identical: ${count === 1 ? 'its token' : `all ${count} tokens`}`;
  const part = token === null ? 'same tokens' : `differs at token ${token + 1} of ${count}`;
  if (kept === null) return part;
  return `${part}; keeps other positions from ${kept === 0 ? 'prefill' : `decode step ${kept}`} on`;
}

/** What may be behind a difference, naming both values. */
export function causeWords(cause: Cause, recorded: Comparison, here: Comparison): string {
  const [before, now] = [recorded.pruned, here.pruned];
  switch (cause) {
    case 'weights':
      return `Other weights under the name ${before.model.id}: SHA-256 ${short(before)} there, ${short(now)} here.`;
    case 'weights-unknown':
      return 'The weights may be others: one side has no hash to tell.';
    case 'backend':
      return `Another backend: ${numbersOf(before)} there, ${numbersOf(now)} here. Each adds floats in its own order.`;
    case 'device':
      return `Another device: ${before.backend.adapter} there, ${now.backend.adapter} here. Its kernels may round differently.`;
    case 'numbers':
      return `Other numbers: ${numbersOf(before)} there, ${numbersOf(now)} here. Fewer bits decide close choices differently.`;
    case 'version':
      return `Another version: LazyLens ${before.engine.lazylens} with onnxruntime ${before.engine.onnxruntime} there, ${now.engine.lazylens} with ${now.engine.onnxruntime} here.`;
    case 'rounding':
      return 'Rounding: weights, backend and versions are the same, so two scores or logits lie closer than the arithmetic’s error.';
    default:
      return unreachable(cause);
  }
}

/** The whole in one sentence. */
export function verdictWords({ identical, full, pruned }: Rerun, recorded: Comparison): string {
  if (identical) return 'Identical: this browser wrote the same tokens and kept the same positions on both sides.';
  const sides = [...(differs(full) ? ['full prefill'] : []), ...(differs(pruned) ? [sideName(recorded.pruned)] : [])];
  return `Not identical: ${sides.join(' and ')} went another way here.`;
}

function differs({ token, kept }: SideVerdict): boolean {
  return token !== null || kept !== null;
}

function numbersOf({ backend }: Trace): string {
  const { kind, dtype, blocks } = backend;
  const name = { webgpu: 'WebGPU', wasm: 'WASM', reference: 'Reference' }[kind];
  return `${name} ${dtype}${blocks ? ` with ${blocks === 'q8' ? 8 : 4}-bit blocks` : ''}`;
}

function short({ model }: Trace): string {
  return model.sha256?.slice(0, 12) ?? 'unknown';
}
