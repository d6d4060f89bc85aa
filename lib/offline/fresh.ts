// How long an answer may be shown without asking its server again: as the server said when it gave it. Pure.

/** Whether the answer is younger than its `max-age`; one that says nothing of its age or its time is not. */
export function isFresh({ headers }: Pick<Response, 'headers'>, now: number): boolean {
  const seconds = Number(/\bmax-age=(\d+)/.exec(headers.get('cache-control') ?? '')?.[1] ?? 0);
  const given = Date.parse(headers.get('date') ?? '');
  return now - given < seconds * 1000;
}
