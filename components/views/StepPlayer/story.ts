// One step in a sentence, and the step that tells a newcomer most. Words only; draws nothing.

import type { ViewTrace } from '@/lib/trace/select';
import { formatCount, stepName } from '../format';
import { revivedTokens } from './layout';

/** The first decode step that brought tokens back; the prefill where none did. */
export function tellingStep(trace: ViewTrace): number {
  return Math.max(
    0,
    trace.steps.findIndex((_, at) => revivedTokens(trace, at) > 0),
  );
}

/** What became of the tokens in a step, for a reader who has not seen the paper. */
export function tellStep(trace: ViewTrace, at: number): string {
  const record = trace.steps[at];
  const first = record?.segments[0];
  const last = record?.segments.at(-1);
  if (!record || !first || !last) return '';
  const all = record.position + 1;
  if (record.kind === 'prefill') {
    const left = record.segments.at(-2)?.kept?.length ?? all;
    const ran = `Prefill ran all ${formatCount(all)} prompt tokens through`;
    if (left === all) return `${ran} every layer.`;
    const layers = first.lastLayer === 1 ? 'layer 1' : `layers 1 to ${first.lastLayer}`;
    return `${ran} ${layers}; each pruning layer then lets fewer through, ${formatCount(left)} at the end. The others are parked.`;
  }
  const revived = revivedTokens(trace, at);
  const ran = `${capital(stepName(at))} ran one new token`;
  if (revived === 0) return `${ran}; what it attends to was in the KV cache already.`;
  const them =
    revived === 1
      ? 'one pruned token, whose hidden state waited'
      : `${formatCount(revived)} pruned tokens, whose hidden states waited`;
  return `${ran} and revived ${them} in the Aux Cache; what earlier steps computed is read from the KV cache.`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
