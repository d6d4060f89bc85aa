import { describe, expect, it } from 'vitest';
import { createScrub } from '@/components/run/scrub';

describe('the history of what is looked at', () => {
  it('has one entry for a series of changes of the same thing, however long it goes on', () => {
    const scrub = createScrub();
    const ways = Array.from({ length: 30 }, (_, i) => scrub('step', 1000 + i * 1000));
    expect(ways).toEqual(['push', ...new Array<string>(29).fill('replace')]);
  });

  it('has an entry more after a pause, and for another thing', () => {
    const scrub = createScrub();
    expect(scrub('step', 1000)).toBe('push');
    expect(scrub('step', 2500)).toBe('push');
    expect(scrub('layer', 2600)).toBe('push');
    expect(scrub('step', 2700)).toBe('push');
  });

  it('never loses a choice to the series around it', () => {
    const scrub = createScrub();
    expect(scrub('step', 1000)).toBe('push');
    expect(scrub(null, 1100)).toBe('push');
    expect(scrub('step', 1200)).toBe('push');
    expect([scrub(null, 1300), scrub(null, 1400)]).toEqual(['push', 'push']);
  });
});
