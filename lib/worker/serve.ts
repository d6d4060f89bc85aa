// The worker's side of the thread: requests in, events and one final answer out. Knows no model, no runtime and no worker globals.

import type { z } from 'zod';
import { AppError, toAppError, unreachable } from '@/lib/errors';
import { firstIssue } from '@/lib/issues';
import { NO_CALL, requestSchema } from './messages';
import type { CallShapes, NameOf, Reply } from './messages';
import { calls } from './protocol';
import type { CallName, EngineShapes, Event, Ready } from './protocol';
import { eventWriters, writers } from './wire';

/** A dedicated worker's global scope, or one end of a MessageChannel. */
export interface MessagePortLike {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  onmessage: ((event: MessageEvent) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
}

/** What a running call is given beside its parameters. */
export interface CallJob<E> {
  /** Aborted when the page stops the call, or starts another. */
  readonly signal: AbortSignal;
  emit(event: E): void;
}

/** A job of the engine. */
export type Job<C extends CallName> = CallJob<Event<C>>;

/** A result as `postMessage` takes it. */
export interface WireResult {
  readonly result: unknown;
  /** Buffers that move to the page instead of being copied. */
  readonly transfer: ArrayBuffer[];
}

/** How the calls of a worker are spelt on the wire. */
export interface ServedCalls<S extends CallShapes> {
  readonly calls: { readonly [C in keyof S]: { readonly params: z.ZodType<S[C]['params']> } };
  readonly writers: { readonly [C in keyof S]: (result: S[C]['result']) => WireResult };
  /** Events that are spelt otherwise than they are. */
  readonly eventWriters?: { readonly [C in keyof S]?: (event: S[C]['event']) => unknown };
}

/** What runs the calls of a worker. Handlers throw AppErrors, or the signal's AbortError. */
export type Handlers<S extends CallShapes> = {
  readonly [C in keyof S]: (params: S[C]['params'], job: CallJob<S[C]['event']>) => Promise<S[C]['result']>;
};

/** The worker itself: what it tells of itself, and what may happen to it. */
export interface HostLife {
  readonly ready: object;
  /** Resolves, once, when what it runs on is lost (a GPU device); null where nothing can be lost. */
  readonly lost: Promise<AppError> | null;
}

/** The engine behind the thread. */
export interface EngineHost extends Handlers<EngineShapes> {
  readonly ready: Ready;
  /** Resolves, once, when the GPU device is lost. */
  readonly lost: Promise<AppError>;
}

/** A job that fails because the device is lost may say so before the device does; it is given this long to be named. */
const LOST_GRACE_MS = 50;

/** Serves an engine on a port, one call at a time: a new call stops the running one and waits for its end. Never throws. */
export function serve(port: MessagePortLike, engine: EngineHost): void {
  serveCalls<EngineShapes>(port, { calls, writers, eventWriters }, engine, engine);
}

/** Serves any calls on a port, as `serve` does. */
export function serveCalls<S extends CallShapes>(
  port: MessagePortLike,
  { calls, writers, eventWriters }: ServedCalls<S>,
  handlers: Handlers<S>,
  { ready, lost: loss }: HostLife,
): void {
  const controllers = new Map<number, AbortController>();
  let lost = false;
  let tail: Promise<void> = Promise.resolve();

  const post = (reply: Reply, transfer: ArrayBuffer[] = []): void => port.postMessage(reply, transfer);
  const fail = (id: number, thrown: unknown): void => {
    const { code, message } = nameMemory(thrown);
    post({ type: 'error', id, error: { code, message } });
  };

  async function run<C extends NameOf<S>>(
    id: number,
    name: C,
    params: S[C]['params'],
    signal: AbortSignal,
  ): Promise<void> {
    if (signal.aborted) return post({ type: 'aborted', id });
    let ended = false;
    const emit = (event: S[C]['event']): void => {
      if (!ended && !signal.aborted) post({ type: 'event', id, event: eventWriters?.[name]?.(event) ?? event });
    };
    try {
      const { result, transfer } = writers[name](await handlers[name](params, { signal, emit }));
      post({ type: 'result', id, result }, transfer);
    } catch (thrown) {
      // Not every AbortError is ours: a GPU that is lost rejects its waiting reads with one.
      if (signal.aborted) return post({ type: 'aborted', id });
      if (loss) await Promise.race([loss, new Promise((resolve) => setTimeout(resolve, LOST_GRACE_MS))]);
      if (!lost) fail(id, thrown);
    } finally {
      ended = true;
    }
  }

  function start(id: number, name: NameOf<S>, received: unknown): void {
    const parsed = calls[name].params.safeParse(received);
    if (!parsed.success) {
      const code = parsed.error.issues[0]?.path.includes('schedule') ? 'schedule-invalid' : 'input-invalid';
      return fail(id, new AppError(code, `${name} was refused: ${firstIssue(parsed.error)}`, { cause: parsed.error }));
    }
    const params = parsed.data;
    for (const running of controllers.values()) running.abort(new DOMException('another call began', 'AbortError'));
    const controller = new AbortController();
    controllers.set(id, controller);
    tail = tail.then(() => run(id, name, params, controller.signal)).finally(() => controllers.delete(id));
  }

  port.onmessage = ({ data: received }) => {
    const request = requestSchema.safeParse(received);
    if (!request.success) {
      return fail(readableId(received), new AppError('internal', `no such request: ${firstIssue(request.error)}`));
    }
    switch (request.data.type) {
      case 'call':
        if (Object.hasOwn(calls, request.data.name)) {
          return start(request.data.id, request.data.name, request.data.params);
        }
        return fail(request.data.id, new AppError('internal', `no such request: name: ${request.data.name}`));
      case 'abort': {
        const running = controllers.get(request.data.id);
        if (running) return running.abort(new DOMException('stopped by the user', 'AbortError'));
        return post({ type: 'aborted', id: request.data.id });
      }
      default:
        return unreachable(request.data);
    }
  };
  port.onmessageerror = () => fail(NO_CALL, new AppError('internal', 'a request could not be copied to the worker'));

  void loss?.then((error) => {
    lost = true;
    post({ type: 'lost', error: { code: error.code, message: error.message } });
  });
  post({ type: 'ready', ...ready });
}

/** The call that an otherwise unreadable request belongs to. */
function readableId(received: unknown): number {
  const id = requestSchema.options[1].shape.id.safeParse(Object(received).id);
  return id.success ? id.data : NO_CALL;
}

/** Engines report exhausted memory as plain RangeErrors or C++ exceptions: names them and says what helps. */
function nameMemory(thrown: unknown): AppError {
  const error = toAppError(thrown);
  if (error.code !== 'internal' || !/out of memory|allocation failed|bad_alloc|OOM/i.test(error.message)) return error;
  return new AppError(
    'out-of-memory',
    `not enough memory (${error.message}). Use a shorter prompt or a smaller model, or close other tabs.`,
    { cause: thrown },
  );
}
