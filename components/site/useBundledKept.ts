'use client';
// Whether a run with the bundled model needs no network, and how to get there without one: its files asked for, so that the service
// worker keeps them.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { hasJspi, webGpu } from '@/lib/capabilities/gpu';
import { AppError } from '@/lib/errors';
import { bundledFiles } from '@/lib/offline/bundled';
import { FILES } from '@/lib/offline/manifest';
import { onFileKept } from './serviceWorker';

const key = ['offline', 'bundled-model'];

/** To be called where the service worker is ready. */
export function useBundledKept() {
  const client = useQueryClient();
  const { data: kept } = useQuery({ queryKey: key, queryFn: areKept });
  const ask = useMutation({
    mutationFn: async () => {
      for (const path of wanted()) {
        const response = await fetch(path);
        if (!response.ok) throw new AppError('download-failed', `${path} answered ${response.status}: try again.`);
        await response.arrayBuffer();
      }
    },
  });
  useEffect(() => onFileKept(() => void client.invalidateQueries({ queryKey: key })), [client]);
  return { kept, keep: ask.mutate, keeping: ask.isPending, failed: ask.isError };
}

async function areKept(): Promise<boolean> {
  const cache = await caches.open(FILES);
  const found = await Promise.all(wanted().map((path) => cache.match(path, { ignoreSearch: true, ignoreVary: true })));
  return found.every((response) => response !== undefined);
}

function wanted(): readonly string[] {
  return bundledFiles({ webgpu: webGpu() !== undefined, jspi: hasJspi() });
}
