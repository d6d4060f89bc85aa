// Starts the engine's worker. The URL is spelled out here and nowhere else, since the bundler has to find it.

export function spawnEngine(): Worker {
  return new Worker(new URL('../../workers/engine.worker.ts', import.meta.url), {
    type: 'module',
    name: 'lazylens-engine',
  });
}
