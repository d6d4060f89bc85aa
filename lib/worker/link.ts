// One worker's life as the page sees it: handshake, calls in flight, death. Knows neither models nor what comes after death.

import type { z } from 'zod';
import { AppError, toAppError, unreachable } from '@/lib/errors';
import { firstIssue } from '@/lib/issues';
import { NO_CALL, replySchema } from './messages';
import type { CallShapes, NameOf, Reply, Request } from './messages';

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

export interface CallOptions<E> {
  onEvent?: ((event: E) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** Reads what a worker sends about one call; may remember events to complete the result. Throws AppError `internal`. */
export interface Reader<E, R> {
  event(received: unknown): E;
  result(received: unknown): R;
}

/** What the page knows of a kind of worker. */
export interface WorkerKind<S extends CallShapes, Ready> {
  /** "engine worker", for messages. */
  readonly name: string;
  /** What is left to do when it has died, as a sentence. */
  readonly remedy: string;
  readonly ready: z.ZodType<Ready>;
  /** Make a reader for one call. */
  readonly readers: { readonly [C in keyof S]: () => Reader<S[C]['event'], S[C]['result']> };
}

/** A worker and the calls it owes answers to. */
export interface Link<S extends CallShapes, Ready> {
  readonly ready: Promise<Ready>;
  readonly ended: boolean;
  /** Rejects with AppError, or AbortError when stopped by `signal` or by a later call. */
  request<C extends NameOf<S>>(
    name: C,
    params: S[C]['params'],
    options: CallOptions<S[C]['event']>,
  ): Promise<S[C]['result']>;
  /** Resolves when no stopped call is still running, or the link has ended. */
  quiet(): Promise<void>;
  /** Terminates the worker; waiting calls reject with AbortError. */
  close(): void;
}

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
export function openLink<S extends CallShapes, Ready>(
  worker: WorkerLike,
  kind: WorkerKind<S, Ready>,
  { readyTimeoutMs, abortTimeoutMs, onEnd }: LinkOptions,
): Link<S, Ready> {
  const waiting = new Map<number, Waiting>();
  const ready = resolvers<Ready>();
  ready.promise.catch(() => undefined); // a link closed before anyone waited is not an unhandled rejection
  let lastId = NO_CALL;
  let ended = false;

  const handshake = setTimeout(() => {
    fail(
      'worker-failed',
      `The ${kind.name} did not start within ${readyTimeoutMs / 1000} s. Reload the page, or try again.`,
    );
  }, readyTimeoutMs);

  function end(reason: LinkEnd): void {
    if (ended) return;
    ended = true;
    clearTimeout(handshake);
    worker.onmessage = worker.onmessageerror = worker.onerror = null;
    worker.terminate();
    const error = reason.at === 'failed' ? reason.error : abortError(`the ${kind.name} was closed`);
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

  function failUnknown(error: z.ZodError): void {
    fail('worker-failed', `The ${kind.name} sent an unknown message (${firstIssue(error)}). Reload the page.`);
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
      case 'ready': {
        const told = kind.ready.safeParse(reply);
        if (!told.success) return failUnknown(told.error);
        clearTimeout(handshake);
        return ready.resolve(told.data);
      }
      case 'event':
        return waiting.get(reply.id)?.event(reply.event);
      case 'result':
        return settle(reply.id, (call) => call.result(reply.result));
      case 'aborted':
        return settle(reply.id, (call) => call.reject(abortError('stopped')));
      case 'error': {
        const { code, message } = reply.error;
        if (reply.id === NO_CALL) return fail(code, `The ${kind.name} did not understand the page: ${message}`);
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
    failUnknown(reply.error);
  };
  worker.onmessageerror = () =>
    fail('worker-failed', `A message of the ${kind.name} could not be read. ${kind.remedy}`);
  worker.onerror = (event) => {
    event.preventDefault?.();
    fail(
      'worker-failed',
      `The ${kind.name} stopped: ${event.message || 'its script could not be loaded'}. ${kind.remedy}`,
    );
  };

  function request<C extends NameOf<S>>(
    name: C,
    params: S[C]['params'],
    options: CallOptions<S[C]['event']>,
  ): Promise<S[C]['result']> {
    const { onEvent, signal } = options;
    return new Promise<S[C]['result']>((resolve, reject) => {
      if (signal?.aborted) return reject(abortError('stopped'));
      if (ended) return reject(new AppError('worker-failed', `The ${kind.name} is gone. ${kind.remedy}`));
      const id = ++lastId;
      const reader = kind.readers[name]();
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
        settle(id, () => reject(toAppError(thrown, 'internal', `${name} could not be sent to the ${kind.name}`)));
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
