// What this browser offers, found out once, when the page has nothing more urgent to do.

import { useQuery } from '@tanstack/react-query';
import type { Facts } from '@/lib/capabilities/facts';
import { probe } from '@/lib/capabilities/probe';
import { useSettled } from './useSettled';

/** Null until it is known. */
export function useFacts(): Facts | null {
  const settled = useSettled();
  return useQuery({ queryKey: ['capabilities'], queryFn: probe, enabled: settled, gcTime: Infinity }).data ?? null;
}
