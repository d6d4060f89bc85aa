// The complete models on this device, for the menu.

import type { StoredModel } from '@/lib/storage/models/types';

const none: readonly StoredModel[] = [];

export function useStoredModels(): readonly StoredModel[] {
  return none;
}
