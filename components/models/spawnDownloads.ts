// Starts the download worker. The URL is spelled out here and nowhere else, since the bundler has to find it.

export function spawnDownloads(): Worker {
  return new Worker(new URL('../../workers/download.worker.ts', import.meta.url), {
    type: 'module',
    name: 'lazylens-downloads',
  });
}
