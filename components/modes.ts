// What the modes are called on the page, and what each does in one sentence.

import type { Mode } from '@/lib/engine/types';

/** The modes of the pruned side, in one line each. */
export const modeNotes: Record<Exclude<Mode, 'full'>, { title: string; note: string }> = {
  lazyllm: {
    title: 'LazyLLM',
    note: 'Every step scores and selects over the full context; pruned tokens wait in the Aux Cache and can be revived.',
  },
  progressive: {
    title: 'Progressive, no revival',
    note: 'Prefill prunes as LazyLLM does; decode steps use the KV that is left, and nothing comes back.',
  },
  static: {
    title: 'Static, pruned once',
    note: 'Only the first stage prunes, once, in prefill: the paper’s static token pruning. Nothing comes back.',
  },
  'revive-all': {
    title: 'Revive all',
    note: 'Prefill prunes as LazyLLM does; the first decode step computes every pruned token, and nothing is pruned after.',
  },
};

/** What a side is called. */
export function modeTitle(mode: Mode): string {
  return mode === 'full' ? 'Full prefill' : modeNotes[mode].title;
}
