// Numbers in words, the same everywhere on the page.

import type { Schedule } from '@/lib/engine/types';
import type { Trace } from '@/lib/trace/schema';
import { modeTitle } from '@/components/modes';

/** Three figures are all that a timing is worth: `5.3 ms`, `412 ms`, `1.84 s`. */
export function formatMs(ms: number): string {
  if (ms >= 10_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`;
  return `${ms >= 100 ? ms.toFixed(0) : ms.toFixed(ms >= 10 ? 1 : 2)} ms`;
}

export function formatPercent(share: number, digits = 0): string {
  return `${(share * 100).toFixed(digits)}%`;
}

/** Two figures of a small number, in powers of ten below a thousandth: `0.12`, `9.1e-6`. */
export function formatSmall(value: number): string {
  return value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential(1) : value.toPrecision(2);
}

export function formatTimes(ratio: number): string {
  return `${ratio >= 10 ? ratio.toFixed(1) : ratio.toFixed(2)}×`;
}

export function formatDate(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return date.toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' });
}

/** `after layers 4/8/12, keep 0.5`; one keep ratio is said once. */
export function formatSchedule(schedule: Schedule): string {
  if (schedule.length === 0) return 'no pruning';
  const layers = schedule.map((stage) => stage.layer).join('/');
  const keeps = [...new Set(schedule.map((stage) => stage.keep))];
  return `after ${schedule.length === 1 ? 'layer' : 'layers'} ${layers}, keep ${keeps.length === 1 ? keeps[0] : schedule.map((stage) => stage.keep).join('/')}`;
}

/** Short name of a side: the mode of the pruned one. */
export function sideName(trace: Trace): string {
  return modeTitle(trace.config.mode);
}

/** What a backend is called on the page. */
export function backendName(kind: 'webgpu' | 'wasm' | 'reference'): string {
  return { webgpu: 'WebGPU', wasm: 'WASM', reference: 'Reference' }[kind];
}
