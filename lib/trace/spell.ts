// Writes the texts into a trace that was made by an engine that knows ids only: its output, and every token its steps name.

import type { Tokenizer } from '@/lib/tokenizer/tokenizer';
import type { Comparison, Trace } from './schema';
import { namedTokenIds } from './select';

type Speller = Pick<Tokenizer, 'decode' | 'pieces'>;

/** The trace with `output.text`, `output.pieces` and `vocabulary` filled in, so that it reads without a tokenizer. */
export function spellTrace(trace: Trace, { decode, pieces }: Speller): Trace {
  const { ids } = trace.output;
  const vocabulary = Object.fromEntries(namedTokenIds(trace).map((id) => [String(id), decode([id])]));
  return { ...trace, output: { ...trace.output, text: decode(ids), pieces: pieces(ids) }, vocabulary };
}

/** Both sides of a comparison, spelled. */
export function spellComparison(comparison: Comparison, speller: Speller): Comparison {
  return {
    ...comparison,
    full: spellTrace(comparison.full, speller),
    pruned: spellTrace(comparison.pruned, speller),
  };
}
