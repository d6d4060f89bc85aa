import { expect, it } from 'vitest';
import { createMeter } from '@/lib/storage/models/meter';

const state = { doneBytes: 4_000, networkBytes: 3_000, totalBytes: 10_000, file: 'model.safetensors' };

it('tells speed and time left once it has seen half a second, and what came from where', () => {
  let now = 0;
  const meter = createMeter(() => now);
  meter.received(500);
  expect(meter.read(state)).toMatchObject({ bytesPerSecond: null, secondsLeft: null });
  for (let i = 0; i < 10; i++) {
    now += 200;
    meter.received(200);
  }
  expect(meter.read(state)).toEqual({ ...state, deviceBytes: 1_000, bytesPerSecond: 1_000, secondsLeft: 6 });
});

it('forgets a speed of the past: a line that brings nothing has none', () => {
  let now = 0;
  const meter = createMeter(() => now);
  for (; now < 2_000; now += 200) meter.received(1_000);
  now = 3_800;
  expect(meter.read(state).bytesPerSecond).toBeLessThan(3_000);
  now = 60_000;
  expect(meter.read(state)).toMatchObject({ bytesPerSecond: null, secondsLeft: null });
});
