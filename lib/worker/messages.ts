// The messages between the page and any worker of ours, whatever it can be asked to do: calls and aborts one way, events and one
// last word on each call the other way. Knows no calls.

import { z } from 'zod';
import { errorCodes } from '@/lib/errors';

const count = z.number().int().nonnegative();
const errorSchema = z.object({ code: z.enum(errorCodes), message: z.string() });

/** What a worker can be asked to do, as types: parameters, events on the way, result. */
export type CallShapes = {
  readonly [name: string]: { readonly params: unknown; readonly event: unknown; readonly result: unknown };
};

/** The name of one of the calls. */
export type NameOf<S extends CallShapes> = keyof S & string;

/** The id of an answer to a message in which no call could be read. Calls count from 1. */
export const NO_CALL = 0;

/** Page to worker. `name` and `params` are checked against the worker's own calls. */
export const requestSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('call'), id: count, name: z.string(), params: z.unknown() }),
  z.object({ type: z.literal('abort'), id: count }),
]);

/** Worker to page. `ready` is the handshake: the first message of every worker. What it tells of itself is its own affair. */
export const replySchema = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('ready') }),
  z.object({ type: z.literal('event'), id: count, event: z.unknown() }),
  z.object({ type: z.literal('result'), id: count, result: z.unknown() }),
  z.object({ type: z.literal('aborted'), id: count }),
  z.object({ type: z.literal('error'), id: count, error: errorSchema }),
  /** What the worker runs on was lost (a GPU device): the worker is of no more use. */
  z.object({ type: z.literal('lost'), error: errorSchema }),
]);

export type Request = z.output<typeof requestSchema>;
export type Reply = z.output<typeof replySchema>;
