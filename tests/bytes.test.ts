import { expect, it } from 'vitest';
import { formatBytes, formatDuration } from '@/lib/bytes';

it('says sizes in three figures and the unit that suits them', () => {
  expect([0, 999, 1000, 30_134_624, 999_600, 1_235_000_000, 13_476_831_232].map(formatBytes)).toEqual([
    '0 bytes',
    '999 bytes',
    '1 kB',
    '30.1 MB',
    '1 MB',
    '1.24 GB',
    '13.5 GB',
  ]);
});

it('says how long something takes no more exactly than it can be known', () => {
  expect([0.2, 8.4, 59.7, 150, 3600, 4800].map(formatDuration)).toEqual([
    '1 s',
    '8 s',
    '1 min',
    '3 min',
    '1 h',
    '1 h 20 min',
  ]);
});
