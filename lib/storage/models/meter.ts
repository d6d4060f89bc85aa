// How far and how fast a download is: what its bar shows. Pure; the clock comes in as an argument.

import type { Progress } from './types';

/** The time that a speed is taken over, and that of one sample. */
const WINDOW_MS = 5000;
const SAMPLE_MS = 100;

export interface Meter {
  /** Notes bytes that came over the network, kept or not. */
  received(bytes: number): void;
  /** `doneBytes` are on this device and checked, `networkBytes` of them fetched since the download began. */
  read(state: Pick<Progress, 'doneBytes' | 'networkBytes' | 'totalBytes' | 'file'>): Progress;
}

export function createMeter(now: () => number): Meter {
  let samples: { at: number; bytes: number }[] = [];
  const recent = (): void => {
    samples = samples.filter(({ at }) => at > now() - WINDOW_MS);
  };
  return {
    received(bytes) {
      const last = samples.at(-1);
      if (last && now() < last.at + SAMPLE_MS) last.bytes += bytes;
      else samples.push({ at: now(), bytes });
    },
    read({ doneBytes, networkBytes, totalBytes, file }) {
      recent();
      const [first, ...rest] = samples;
      const seconds = first ? (now() - first.at) / 1000 : 0;
      // The first sample came in the time before it.
      const bytesPerSecond = seconds >= 0.5 ? rest.reduce((sum, { bytes }) => sum + bytes, 0) / seconds : null;
      const secondsLeft = bytesPerSecond ? (totalBytes - doneBytes) / bytesPerSecond : null;
      const deviceBytes = doneBytes - networkBytes;
      return { doneBytes, totalBytes, deviceBytes, networkBytes, file, bytesPerSecond, secondsLeft };
    },
  };
}
