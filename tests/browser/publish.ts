// Publishes and deletes a small run over the API, for tests of its pages.

import { type APIRequestContext, expect } from '@playwright/test';
import { publishedSchema } from '@/lib/experiment/publication';
import { writeComparison } from '@/lib/trace/file';
import { tinyComparison } from '../trace/comparison';

/** A published run; `title` has to be new. */
export async function publishRun(request: APIRequestContext, title: string): Promise<{ id: string; key: string }> {
  const run: unknown = JSON.parse(writeComparison(tinyComparison()));
  const response = await request.post('/api/experiments', { data: { version: 1, title, note: '', author: '', run } });
  const { id, deleteKey } = publishedSchema.parse(await response.json());
  expect(deleteKey, `a new publication of “${title}”`).not.toBeNull();
  return { id, key: deleteKey ?? '' };
}

export async function deleteRun(request: APIRequestContext, { id, key }: { id: string; key: string }): Promise<void> {
  const response = await request.delete(`/api/experiments/${id}`, { headers: { authorization: `Bearer ${key}` } });
  expect(response.status()).toBe(204);
}
