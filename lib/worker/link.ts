// One worker's life as the page sees it: handshake, calls in flight, death. Knows neither models nor what comes after death.

import { AppError, toAppError, unreachable } from '@/lib/errors';
import { firstIssue, readers } from './wire';
import type { Reader } from './wire';
import { NO_CALL, replySchema } from './protocol';
import type { CallName, Event, Params, Ready, Reply, Request, Result } from './protocol';

/** A Worker, as far as the page needs one. */
export interface WorkerLike {
  postMessage(message: unknown): void;
  terminate(): void;
  onmessage: ((event: MessageEvent) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

export interface LinkOptions {
  /** How long a worker may take from its start to `ready`. */
  readonly readyTimeoutMs: number;
  /** How long a worker may take to confirm that a call has stopped. */
  readonly abortTimeoutMs: number;
  /** Called once, after every waiting call was rejected. */
  onEnd(reason: LinkEnd): void;
}

/** `closed`: by us (disposed of, or it would not stop); `failed`: by itself. */
export type LinkEnd = { readonly at: 'closed' } | { readonly at: 'failed'; readonly error: AppError };

export interface CallOptions<C extends CallName> {
  onEvent?: ((event: Event<C>) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** A worker and the calls it owes answers to. */
export interface Link {
  readonly ready: Promise<Ready>;
  readonly ended: boolean;
  /** Rejects with AppError, or AbortError when stopped by `signal` or by a later call. */
  request<C extends CallName>(name: C, params: Params<C>, options: CallOptions<C>): Promise<Result<C>>;
  /** Resolves when no stopped call is still running, or the link has ended. */
  quiet(): Promise<void>;
  /** Terminates the worker; waiting calls reject with AbortError. */
  close(): void;
}

const REMEDY = 'Results so far are kept; run again to start a new one.';

/** One call in flight: what to do with the worker's messages about it. */
interface Waiting {
  event(received: unknown): void;
  result(received: unknown): void;
  reject(error: Error): void;
  /** Resolves when the worker has given its last word on the call. */
  readonly over: Resolvers<void>;
  stopped: boolean;
}

/** Listens to a worker just made. */
export function openLink(worker: WorkerLike, { readyTimeoutMs, abortTimeoutMs, onEnd }: LinkOptions): Link {
  const waiting = new Map<number, Waiting>();
  const ready = resolvers<Ready>();
  ready.promise.catch(() => undefined); // a link closed before anyone waited is not an unhandled rejection
  let lastId = NO_CALL;
  let ended = false;

  const handshake = setTimeout(() => {
    fail(
      'worker-failed',
      `The engine worker did not start within ${readyTimeoutMs / 1000} s. Reload the page, or run again.`,
    );
  }, readyTimeoutMs);

  function end(reason: LinkEnd): void {
    if (ended) return;
    ended = true;
    clearTimeout(handshake);
    worker.onmessage = worker.onmessageerror = worker.onerror = null;
    worker.terminate();
    const error = reason.at === 'failed' ? reason.error : abortError('the engine was closed');
    ready.reject(error);
    for (const call of waiting.values()) {
      call.reject(error);
      call.over.resolve();
    }
    waiting.clear();
    onEnd(reason);
  }

  function fail(code: AppError['code'], message: string): void {
    end({ at: 'failed', error: new AppError(code, message) });
  }

  /** The worker's last word on a call. */
  function settle(id: number, answer: (call: Waiting) => void): void {
    const call = waiting.get(id);
    if (!call) return; // answered before: an abort and a result crossed on the way
    waiting.delete(id);
    answer(call);
    call.over.resolve();
  }

  function receive(reply: Reply): void {
    switch (reply.type) {
      case 'ready':
        clearTimeout(handshake);
        return ready.resolve(reply);
      case 'event':
        return waiting.get(reply.id)?.event(reply.event);
      case 'result':
        return settle(reply.id, (call) => call.result(reply.result));
      case 'aborted':
        return settle(reply.id, (call) => call.reject(abortError('stopped')));
      case 'error': {
        const { code, message } = reply.error;
        if (reply.id === NO_CALL) return fail(code, `The engine worker did not understand the page: ${message}`);
        return settle(reply.id, (call) => call.reject(new AppError(code, message)));
      }
      case 'lost':
        return fail(reply.error.code, reply.error.message);
      default:
        return unreachable(reply);
    }
  }

  worker.onmessage = ({ data: received }) => {
    const reply = replySchema.safeParse(received);
    if (reply.success) return receive(reply.data);
    fail('worker-failed', `The engine worker sent an unknown message (${firstIssue(reply.error)}). Reload the page.`);
  };
  worker.onmessageerror = () => fail('worker-failed', `A message of the engine worker could not be read. ${REMEDY}`);
  worker.onerror = (event) => {
    event.preventDefault?.();
    fail('worker-failed', `The engine worker stopped: ${event.message || 'its script could not be loaded'}. ${REMEDY}`);
  };

  function request<C extends CallName>(name: C, params: Params<C>, options: CallOptions<C>): Promise<Result<C>> {
    const { onEvent, signal } = options;
    return new Promise<Result<C>>((resolve, reject) => {
      if (signal?.aborted) return reject(abortError('stopped'));
      if (ended) return reject(new AppError('worker-failed', `The engine worker is gone. ${REMEDY}`));
      const id = ++lastId;
      const reader: Reader<C> = readers[name]();
      /** Stops a call: the caller is free at once, the worker has `abortTimeoutMs` to follow. */
      const stop = (reason: Error): void => {
        reject(reason);
        if (call.stopped || !waiting.has(id)) return;
        call.stopped = true;
        post({ type: 'abort', id });
        const patience = setTimeout(() => end({ at: 'closed' }), abortTimeoutMs);
        void call.over.promise.then(() => clearTimeout(patience));
      };
      const guard = (read: () => void): void => {
        try {
          read();
        } catch (thrown) {
          stop(toAppError(thrown));
        }
      };
      const call: Waiting = {
        event: (received) => {
          if (call.stopped) return;
          guard(() => {
            const event = reader.event(received);
            onEvent?.(event);
          });
        },
        result: (received) => guard(() => resolve(reader.result(received))),
        reject,
        over: resolvers<void>(),
        stopped: false,
      };
      const onAbort = (): void => stop(abortError('stopped by the user'));
      signal?.addEventListener('abort', onAbort, { once: true });
      void call.over.promise.then(() => signal?.removeEventListener('abort', onAbort));
      waiting.set(id, call);
      try {
        post({ type: 'call', id, name, params });
      } catch (thrown) {
        settle(id, () => reject(toAppError(thrown, 'internal', `${name} could not be sent to the engine worker`)));
      }
    });
  }

  function post(message: Request): void {
    worker.postMessage(message);
  }

  return {
    ready: ready.promise,
    get ended() {
      return ended;
    },
    request,
    async quiet() {
      await Promise.all([...waiting.values()].filter((call) => call.stopped).map((call) => call.over.promise));
    },
    close: () => end({ at: 'closed' }),
  };
}

interface Resolvers<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: Error): void;
}

/** `Promise.withResolvers`, which browsers of 2023 do not have. */
function resolvers<T>(): Resolvers<T> {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

function abortError(message: string): DOMException {
  return new DOMException(message, 'AbortError');
}
