// The entries of the gallery as they come with this build: pages are made from them on the server. Knows no run.

import list from '@/public/experiments/index.json';
import type { Entry } from '@/lib/experiment/entry';
import { entriesSchema } from '@/lib/experiment/entry';

export const entries: readonly Entry[] = entriesSchema.parse(list);
