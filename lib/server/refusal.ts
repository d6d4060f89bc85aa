// What the server answers when it does not do as asked: a status, a code for programs, a sentence for people.

import { logFailure } from './log';

/** A request that is turned down; thrown anywhere below a route. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** Answers with what `work` resolves to, or with its refusal. What fails for a reason of our own is logged. Never rejects. */
export async function answering(work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (thrown) {
    return answer(thrown instanceof Refusal ? thrown : failed(thrown));
  }
}

function answer({ status, code, message, headers }: Refusal): Response {
  return Response.json({ code, message }, { status, headers: { 'Cache-Control': 'no-store', ...headers } });
}

/** A database that cannot be reached may be in a minute; anything else is a mistake in LazyLens. */
function failed(thrown: unknown): Refusal {
  logFailure('a request could not be answered', thrown);
  if (!isDatabaseFailure(thrown)) return new Refusal(500, 'internal', 'The server made a mistake; its log says which.');
  return new Refusal(503, 'unavailable', 'The server cannot reach its database at the moment: try again in a minute.', {
    'Retry-After': '60',
  });
}

/**
 * Our own word for it, Drizzle's for a query, or a driver's or the system's, which carry codes or name the connection. By their shape:
 * every bundle of the build has classes of its own, and the database may have been opened by another one.
 */
function isDatabaseFailure(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const code = 'code' in thrown ? thrown.code : undefined;
  if (thrown.name === 'AppError') return code === 'storage-failed' || code === 'input-invalid';
  return 'query' in thrown || code !== undefined || /connection|timeout/i.test(thrown.message);
}
