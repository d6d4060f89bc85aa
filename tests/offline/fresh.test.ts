import { expect, it } from 'vitest';
import { isFresh } from '@/lib/offline/fresh';

const given = Date.UTC(2026, 0, 1);
const answer = (headers: Record<string, string>) => new Response('', { headers });

it('lets an answer be shown for as long as its server said, from when it was given, and no longer', () => {
  const kept = answer({ 'Cache-Control': 'public, max-age=86400, immutable', Date: new Date(given).toUTCString() });
  expect(isFresh(kept, given + 86_399_000)).toBe(true);
  expect(isFresh(kept, given + 86_400_000)).toBe(false);
  expect(isFresh(answer({ 'Cache-Control': 'public, max-age=86400' }), given)).toBe(false);
  expect(isFresh(answer({ Date: new Date(given).toUTCString() }), given)).toBe(false);
});
