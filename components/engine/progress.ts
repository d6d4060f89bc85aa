// What a run reports while it runs, apart from React state: layers pass faster than a page should be drawn.

import type { Sample } from '@/lib/trace/schema';
import type { Side } from '@/lib/trace/run';
import type { Event } from '@/lib/worker/protocol';
import { createStore } from '@/components/ui/store';

export type Progress =
  | { readonly at: 'loading'; readonly phase: 'download' | 'prepare'; readonly done: number; readonly total: number }
  | {
      readonly at: 'running';
      readonly side: Side;
      readonly warmup: boolean;
      /** Counted from 0, warm-ups apart. */
      readonly repeat: number;
      readonly step: number;
      readonly layer: number;
      readonly computed: number;
      readonly active: number;
      /** Tokens that ran or will run through each layer of this generation's prefill, as far as it is. (layers so far) */
      readonly alive: readonly number[];
      readonly samples: readonly Sample[];
      readonly warmups: readonly Sample[];
    };

export const progressStore = createStore<Progress | null>(() => null);

/** What the progress is after an event of `compare`. */
export function advance(progress: Progress | null, event: Event<'compare'>): Progress | null {
  const running = progress?.at === 'running' ? progress : null;
  switch (event.type) {
    case 'begin': {
      const { side, warmup, repeat } = event;
      const { samples = [], warmups = [] } = running ?? {};
      const start = { step: 0, layer: 0, computed: 0, active: 0, alive: [] };
      return { at: 'running', side, warmup, repeat, ...start, samples, warmups };
    }
    case 'layer': {
      if (!running) return null;
      const { step, layer, computed, active } = event;
      const alive = step === 0 ? [...running.alive.slice(0, layer - 1), active] : running.alive;
      return { ...running, step, layer, computed, active, alive };
    }
    case 'sample':
      if (!running) return null;
      return event.warmup
        ? { ...running, warmups: [...running.warmups, event.sample] }
        : { ...running, samples: [...running.samples, event.sample] };
    case 'step':
      return running;
  }
}

/** A setter that lets at most one value through every `intervalMs`, and always the last. */
export function throttled<T>(set: (value: T) => void, intervalMs: number): { push(value: T): void; stop(): void } {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let waiting: { value: T } | null = null;
  return {
    push(value) {
      waiting = { value };
      timer ??= setTimeout(() => {
        timer = null;
        if (waiting) set(waiting.value);
        waiting = null;
      }, intervalMs);
    },
    stop() {
      if (timer) clearTimeout(timer);
      timer = waiting = null;
    },
  };
}
