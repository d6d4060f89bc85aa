import { expect, it } from 'vitest';
import { atOnce, inSlices, type Sliceable } from '@/lib/slices';

function* counting(to: number, onStep: () => void = () => undefined): Sliceable<number> {
  let sum = 0;
  for (let i = 1; i <= to; i++) {
    sum += i;
    onStep();
    yield;
  }
  return sum;
}

/** Keeps the thread for some time, as a step of real work does. */
function work(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

it('gives the same result at once and in slices', async () => {
  expect(atOnce(counting(100))).toBe(5050);
  expect(await inSlices(counting(100))).toBe(5050);
});

it('lets other tasks in while long work goes on', async () => {
  let turns = 0;
  let ended = false;
  const turn = () => {
    turns++;
    if (!ended) setImmediate(turn);
  };
  setImmediate(turn);
  await inSlices(counting(20, () => work(4)));
  ended = true;
  expect(turns).toBeGreaterThan(3);
});

it('stops between two slices when aborted, and passes on what the work throws', async () => {
  const controller = new AbortController();
  let steps = 0;
  const stopped = inSlices(
    counting(1000, () => {
      steps++;
      work(4);
      if (steps === 10) controller.abort();
    }),
    controller.signal,
  );
  await expect(stopped).rejects.toHaveProperty('name', 'AbortError');
  expect(steps).toBeLessThan(20);

  const failing = counting(3, () => {
    throw new Error('no such step');
  });
  await expect(inSlices(failing)).rejects.toThrow('no such step');
});
