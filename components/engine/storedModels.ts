// The complete models on this device, for the menu. Starts no download worker: the list is read when the menu opens.

import { useQuery } from '@tanstack/react-query';
import { listStored } from '@/lib/storage/models/list';
import type { StoredModel } from '@/lib/storage/models/types';

/** Null while they are read; none where nothing can be stored. */
export function useStoredModels(open: boolean): readonly StoredModel[] | null {
  const { data, error } = useQuery({
    queryKey: ['stored-models'],
    queryFn: async () => (await listStored()).filter(({ state }) => state === 'complete'),
    enabled: open,
    staleTime: 0,
  });
  return data ?? (error ? [] : null);
}
