// Sizes and times in words.

import { expect, it } from 'vitest';
import { formatBytes, formatDuration } from '@/lib/format/bytes';

it.each([
  [0, '0 B'],
  [812, '812 B'],
  [999, '999 B'],
  [1000, '1.00 kB'],
  [30_134_624, '30.1 MB'],
  [99_960_000, '100 MB'],
  [999_600_000, '1.00 GB'],
  [2_471_628_800, '2.47 GB'],
  [13_476_831_232, '13.5 GB'],
])('%i bytes are %s', (bytes, words) => {
  expect(formatBytes(bytes)).toBe(words);
});

it.each([
  [0.2, '1 s'],
  [8.4, '8 s'],
  [59.7, '1 min'],
  [150, '3 min'],
  [3600, '1 h'],
  [4800, '1 h 20 min'],
])('%f seconds are %s', (seconds, words) => {
  expect(formatDuration(seconds)).toBe(words);
});
