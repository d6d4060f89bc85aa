// The page's one engine client, made when first needed, and its status for React.

import { useSyncExternalStore } from 'react';
import type { EngineClient, EngineStatus } from '@/lib/worker/client';
import { createEngineClient, idleStatus } from '@/lib/worker/client';
import { spawnEngine } from './spawnEngine';

let client: EngineClient | null = null;

export function engineClient(): EngineClient {
  return (client ??= createEngineClient({ spawn: spawnEngine }));
}

export function useEngineStatus(): EngineStatus {
  const { status } = engineClient();
  return useSyncExternalStore(status.subscribe, status.getSnapshot, () => idleStatus);
}
