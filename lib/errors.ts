// The one error type of the project. Every failure that a user can meet carries a code, names the culprit and the remedy.

export const errorCodes = [
  'input-invalid', // prompt, command-line argument or dropped text
  'schedule-invalid',
  'model-invalid', // config.json or weights
  'tokenizer-invalid',
  'trace-invalid', // a run opened from a file
  'link-invalid', // an experiment or a lesson in the address
  'download-failed',
  'publish-failed', // refused by the server: too large, too often, full, wrong key
  'storage-failed', // no room, no storage, or what is stored cannot be read
  'webgpu-missing',
  'out-of-memory',
  'device-lost',
  'worker-failed',
  'internal', // a bug of ours
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** A failure with a machine-readable code; `message` names the culprit and says what to do. */
export class AppError extends Error {
  override readonly name = 'AppError';
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** Wraps anything thrown as an AppError; a known AppError passes through unchanged. */
export function toAppError(thrown: unknown, code: ErrorCode = 'internal', context?: string): AppError {
  if (thrown instanceof AppError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new AppError(code, context ? `${context}: ${message}` : message, { cause: thrown });
}

/** True for the exception that an aborted AbortSignal throws. Cancelling is not an error. */
export function isAbort(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'AbortError';
}

/** Throws the signal's AbortError when it is aborted. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new DOMException('stopped by the user', 'AbortError');
}

/** Guards an invariant of our own code; a failure is our bug, not the user's. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AppError('internal', message);
}

/** Ends an exhaustive switch. */
export function unreachable(value: never): never {
  throw new AppError('internal', `unexpected value ${JSON.stringify(value)}`);
}
