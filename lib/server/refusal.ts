// What the server answers when it does not do as asked: a status, a code for programs, a sentence for people.

import { isAbort } from '@/lib/errors';

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

/** Answers with what `work` resolves to, with its refusal, or with 503 where something of ours failed. Never rejects. */
export async function answering(work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof Refusal) return answer(thrown);
    // Names and codes only: the message of a failed query holds what was to be stored.
    if (!isAbort(thrown)) console.error(`LazyLens: a request failed: ${nameOf(thrown)}`);
    return answer(
      new Refusal(503, 'unavailable', 'The server cannot reach its database at the moment: try again in a minute.', {
        'Retry-After': '60',
      }),
    );
  }
}

function answer({ status, code, message, headers }: Refusal): Response {
  return Response.json({ code, message }, { status, headers: { 'Cache-Control': 'no-store', ...headers } });
}

function nameOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return typeof thrown;
  const code = 'code' in thrown && typeof thrown.code === 'string' ? ` ${thrown.code}` : '';
  return `${thrown.name}${code}${thrown.cause instanceof Error ? `, caused by ${nameOf(thrown.cause)}` : ''}`;
}
