// What is said of a download in each of its states.

import { describe, expect, it } from 'vitest';
import { downloadWords, fractionOf } from '@/components/models/downloadWords';
import { AppError } from '@/lib/errors';
import type { Progress } from '@/lib/storage/models/types';

const progress: Progress = {
  ...{ doneBytes: 412e6, totalBytes: 999e6, deviceBytes: 120e6, networkBytes: 292e6, file: 'model.safetensors' },
  ...{ bytesPerSecond: 12.3e6, secondsLeft: 47.7 },
};

describe('a download', () => {
  it('tells bytes, speed, time left and where they came from', () => {
    const words = downloadWords({ at: 'downloading', key: 'k', progress, note: null });
    expect(words.headline).toContain('model.safetensors');
    expect(words.figures).toBe('412 MB of 999 MB · 12.3 MB/s · 48 s left');
    expect(words.origin).toBe('120 MB from this device, 292 MB from network');
  });

  it('tells no speed before there is one', () => {
    const first = { ...progress, bytesPerSecond: null, secondsLeft: null };
    expect(downloadWords({ at: 'downloading', key: 'k', progress: first, note: null }).figures).toBe(
      '412 MB of 999 MB',
    );
  });

  it('says why a file began anew', () => {
    const note = 'The server sends whole files only.';
    expect(downloadWords({ at: 'downloading', key: 'k', progress, note }).reason).toBe(note);
  });

  it('says why it waits, and for how long', () => {
    const words = downloadWords({
      at: 'reconnecting',
      key: 'k',
      progress,
      seconds: 8,
      reason: 'The connection was cut.',
    });
    expect(words).toMatchObject({ headline: 'Trying again in 8 s', reason: 'The connection was cut.', tone: 'warn' });
  });

  it('that failed says what the error says', () => {
    const error = new AppError('download-failed', 'a/b: this model is gated.');
    expect(downloadWords({ at: 'failed', progress: null, error })).toMatchObject({
      headline: error.message,
      tone: 'bad',
    });
  });

  it('claims nothing while it asks', () => {
    expect(downloadWords({ at: 'asking' })).toMatchObject({ figures: null, origin: null });
  });
});

it('the bar shows the part that is here, and none where no one can tell', () => {
  expect(fractionOf({ at: 'checking', key: 'k', progress })).toBeCloseTo(412 / 999);
  expect(fractionOf({ at: 'asking' })).toBeNull();
  expect(fractionOf({ at: 'downloading', key: 'k', progress: { ...progress, totalBytes: 0 }, note: null })).toBeNull();
  expect(fractionOf({ at: 'paused', progress: null })).toBe(0);
});
