// The page's one store of models, made when first needed, and its snapshot for React.

import { useSyncExternalStore } from 'react';
import { createModelStore, emptySnapshot } from '@/lib/storage/models/store';
import type { ModelStore, StoreSnapshot } from '@/lib/storage/models/types';
import { spawnDownloads } from './spawnDownloads';

let store: ModelStore | null = null;

export function modelStore(): ModelStore {
  return (store ??= createModelStore(spawnDownloads));
}

/** What is stored and what is being downloaded; read when the first component asks for it, and whenever it changes. */
export function useModelStore(): StoreSnapshot {
  const { subscribe, getSnapshot } = modelStore();
  return useSyncExternalStore(subscribe, getSnapshot, () => emptySnapshot);
}
