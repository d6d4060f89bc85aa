import { expect, it } from 'vitest';
import { formatBytes } from '@/lib/bytes';

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
