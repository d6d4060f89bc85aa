// The worker's side of the thread: requests in, events and one final answer out. Knows no model, no runtime and no worker globals.

import { AppError, toAppError, unreachable } from '@/lib/errors';
import { calls, NO_CALL, requestSchema } from './protocol';
import type { CallName, Event, Params, Ready, Reply, Result } from './protocol';
import { firstIssue, writers } from './wire';

/** A dedicated worker's global scope, or one end of a MessageChannel. */
export interface MessagePortLike {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  onmessage: ((event: MessageEvent) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
}

/** What a running call is given beside its parameters. */
export interface Job<C extends CallName> {
  /** Aborted when the page stops the call, or starts another. */
  readonly signal: AbortSignal;
  emit(event: Event<C>): void;
}

type Handlers = { readonly [C in CallName]: (params: Params<C>, job: Job<C>) => Promise<Result<C>> };

/** The engine behind the thread. Handlers throw AppErrors, or the signal's AbortError. */
export interface EngineHost extends Handlers {
  readonly ready: Omit<Ready, 'type'>;
  /** Resolves, once, when the GPU device is lost. */
  readonly lost: Promise<AppError>;
}

/** A job that fails because the device is lost may say so before the device does; it is given this long to be named. */
const LOST_GRACE_MS = 50;

/** Serves an engine on a port, one call at a time: a new call stops the running one and waits for its end. Never throws. */
export function serve(port: MessagePortLike, engine: EngineHost): void {
  const controllers = new Map<number, AbortController>();
  let lost = false;
  let tail: Promise<void> = Promise.resolve();

  const post = (reply: Reply, transfer: ArrayBuffer[] = []): void => port.postMessage(reply, transfer);
  const fail = (id: number, thrown: unknown): void => {
    const { code, message } = nameMemory(thrown);
    post({ type: 'error', id, error: { code, message } });
  };

  async function run<C extends CallName>(id: number, name: C, params: Params<C>, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return post({ type: 'aborted', id });
    let ended = false;
    const emit = (event: Event<C>): void => {
      if (!ended && !signal.aborted) post({ type: 'event', id, event });
    };
    try {
      const handler: Handlers[C] = engine[name];
      const { result, transfer } = writers[name](await handler(params, { signal, emit }));
      post({ type: 'result', id, result }, transfer);
    } catch (thrown) {
      // Not every AbortError is ours: a GPU that is lost rejects its waiting reads with one.
      if (signal.aborted) return post({ type: 'aborted', id });
      await Promise.race([engine.lost, new Promise((resolve) => setTimeout(resolve, LOST_GRACE_MS))]);
      if (!lost) fail(id, thrown);
    } finally {
      ended = true;
    }
  }

  function start<C extends CallName>(id: number, name: C, received: unknown): void {
    const parsed = calls[name].params.safeParse(received);
    if (!parsed.success) {
      const code = parsed.error.issues[0]?.path.includes('schedule') ? 'schedule-invalid' : 'input-invalid';
      return fail(id, new AppError(code, `${name} was refused: ${firstIssue(parsed.error)}`, { cause: parsed.error }));
    }
    const params = parsed.data as Params<C>; // zod cannot follow which of the calls `name` picks
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
        return start(request.data.id, request.data.name, request.data.params);
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

  void engine.lost.then((error) => {
    lost = true;
    post({ type: 'lost', error: { code: error.code, message: error.message } });
  });
  post({ type: 'ready', ...engine.ready });
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
