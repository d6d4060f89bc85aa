// Which machine a model goes to: WebGPU in f16, WebGPU in f32, then WASM. Knows no GPU, only what happens when one is tried.

import { AppError, isAbort, toAppError } from '@/lib/errors';
import type { Backend } from '@/lib/engine/backend';
import type { FormatChoice } from '@/lib/model/format';
import type { BackendChoice } from './protocol';

export type BackendTarget =
  { readonly kind: 'webgpu'; readonly dtype: 'f16' | 'f32' } | { readonly kind: 'wasm'; readonly dtype: 'f32' };

export interface Preparation {
  readonly signal: AbortSignal;
  /** `total` is 0 where it is not known. */
  readonly onProgress: (done: number, total: number) => void;
}

export interface CreatedBackend {
  readonly backend: Backend;
  /** Resolves with the reason when the GPU device is lost; null where there is none to lose. */
  readonly deviceLost: Promise<string> | null;
}

export interface Placed extends CreatedBackend {
  /** Why each better target was passed over. */
  readonly notes: readonly string[];
}

/** Failures that another backend would meet again. */
const SHARED_FAILURES = new Set(['model-invalid', 'download-failed']);

/**
 * Tries the targets of a choice, best first. Throws AbortError, a failure of the model itself, or, where no target works, the
 * last one's AppError naming every reason.
 */
export async function placeModel(
  choice: BackendChoice,
  format: FormatChoice,
  create: (target: BackendTarget) => Promise<CreatedBackend>,
): Promise<Placed> {
  const failures: Failure[] = [];
  let last: AppError | null = null;
  for (const target of targetsOf(choice, format)) {
    try {
      return { ...(await create(target)), notes: notesOf(failures) };
    } catch (thrown) {
      last = toAppError(thrown);
      if (isAbort(thrown) || SHARED_FAILURES.has(last.code)) throw thrown;
      failures.push({ target, message: last.message });
    }
  }
  if (!last) throw new AppError('input-invalid', 'WASM computes in f32 only: choose f32 or WebGPU.');
  throw new AppError(last.code, notesOf(failures).join(' '), { cause: last });
}

/** Targets by falling preference; empty where format and backend exclude each other. */
export function targetsOf(choice: BackendChoice, format: FormatChoice): readonly BackendTarget[] {
  const targets: BackendTarget[] = [
    { kind: 'webgpu', dtype: 'f16' },
    { kind: 'webgpu', dtype: 'f32' },
    { kind: 'wasm', dtype: 'f32' },
  ];
  const wanted = format === 'f16' || format === 'f32' ? format : null;
  return targets.filter(
    (target) => (choice === 'auto' || choice === target.kind) && (wanted ?? target.dtype) === target.dtype,
  );
}

interface Failure {
  readonly target: BackendTarget;
  readonly message: string;
}

/** One note a failure; a browser without WebGPU lacks it in f16 and f32 alike and is told so once. */
function notesOf(failures: readonly Failure[]): string[] {
  const notes = failures.map(({ target: { kind, dtype }, message }) => {
    const alike = failures.filter((other) => other.target.kind === kind && other.message === message);
    if (kind === 'wasm') return `WASM: ${message}`;
    return alike.length > 1 ? `WebGPU: ${message}` : `WebGPU ${dtype}: ${message}`;
  });
  return [...new Set(notes)];
}
