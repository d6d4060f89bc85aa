// What a run reports while it runs, apart from React state: layers pass faster than a page should be drawn.

import type { Sample } from '@/lib/trace/schema';
import type { Side } from '@/lib/trace/run';
import type { Event } from '@/lib/worker/protocol';
import { createStore } from './store';

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
      readonly samples: readonly Sample[];
    };

export const progressStore = createStore<Progress | null>(() => null);

/** What the progress is after an event of `compare`. */
export function advance(progress: Progress | null, event: Event<'compare'>): Progress | null {
  const running = progress?.at === 'running' ? progress : null;
  switch (event.type) {
    case 'begin': {
      const { side, warmup, repeat } = event;
      const samples = running?.samples ?? [];
      return { at: 'running', side, warmup, repeat, step: 0, layer: 0, computed: 0, active: 0, samples };
    }
    case 'layer':
      return (
        running && { ...running, step: event.step, layer: event.layer, computed: event.computed, active: event.active }
      );
    case 'sample':
      return running && !event.warmup ? { ...running, samples: [...running.samples, event.sample] } : running;
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
