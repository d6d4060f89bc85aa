// The chosen model's tokenizer and chat template, read once the page has settled: typing needs token counts, the first paint does not.

import { useQuery } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { unreachable } from '@/lib/errors';
import type { ModelFiles } from '@/lib/model/files';
import { localFiles } from '@/lib/model/localFiles';
import { webFiles } from '@/lib/model/webFiles';
import type { Prompting } from '@/lib/tokenizer/prompt';
import type { ChosenModel } from './model';
import { useSettled } from './useSettled';

/** What the tokenizer depends on. */
type Tokenized = Pick<ChosenModel, 'source' | 'tokenizer' | 'label' | 'spec'>;

export interface TokenizerState {
  /** Null until it is read. */
  readonly prompting: Prompting | null;
  readonly error: Error | null;
}

export function useTokenizer(model: Tokenized): TokenizerState {
  const settled = useSettled();
  const { data: prompting = null, error } = useQuery({ ...queryOf(model), enabled: settled });
  return { prompting, error };
}

/** What turns prompts into tokens for a run; read where typing has not done so. Throws AppError. */
export function ensurePrompting(client: QueryClient, model: Tokenized): Promise<Prompting> {
  return client.ensureQueryData(queryOf(model));
}

function queryOf(model: Tokenized) {
  return {
    queryKey: ['tokenizer', placeKey(model), model.spec.vocabSize],
    queryFn: async () => {
      const [files, { openPrompting }] = await Promise.all([filesOf(model), import('@/lib/tokenizer/prompt')]);
      return openPrompting(files, model.spec.vocabSize);
    },
    gcTime: Infinity,
  };
}

/** The files that hold the tokenizer; null where there are none. */
async function filesOf({ source, tokenizer, label }: Tokenized): Promise<ModelFiles | null> {
  const place = tokenizer.kind === 'own' ? source : tokenizer;
  switch (place.kind) {
    case 'url':
      return webFiles(label, new URL(place.url, location.href).href, { fetch: window.fetch.bind(window) });
    case 'stored':
      return (await import('@/lib/storage/models/open')).openStored(place.key);
    case 'files':
      return localFiles(label, place.files);
    case 'synthetic':
      return null;
    default:
      return unreachable(place);
  }
}

/** Tells places apart; two lists of files are the same if they are the same File objects. */
function placeKey({ source, tokenizer }: Tokenized): unknown {
  const place = tokenizer.kind === 'own' ? source : tokenizer;
  return place.kind === 'files' ? ['files', fileListNumber(place.files)] : place;
}

const fileLists = new WeakMap<object, number>();
let fileListCount = 0;

function fileListNumber(files: readonly File[]): number {
  const [first] = files;
  const known = (first && fileLists.get(first)) ?? ++fileListCount;
  if (first) fileLists.set(first, known);
  return known;
}
