// The bundled model's tokenizer, fetched once the page has settled: typing needs token counts, the first paint does not.

import { useQuery } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { AppError } from '@/lib/errors';
import { bundledModel, bundledSpec } from '@/lib/model/catalog';
import type { Tokenizer } from '@/lib/tokenizer/tokenizer';

const tokenizerQuery = {
  queryKey: ['tokenizer', bundledModel.id],
  queryFn: () => loadTokenizer(bundledModel.url),
  gcTime: Infinity,
};

export interface TokenizerState {
  readonly tokenizer: Tokenizer | null;
  readonly error: Error | null;
}

export function useTokenizer(): TokenizerState {
  const settled = useSettled();
  const { data: tokenizer = null, error } = useQuery({ ...tokenizerQuery, enabled: settled });
  return { tokenizer, error };
}

/** The tokenizer for a run; fetches it where typing has not done so. Throws AppError. */
export function ensureTokenizer(client: QueryClient): Promise<Tokenizer> {
  return client.ensureQueryData(tokenizerQuery);
}

/** False until the browser has nothing more urgent to do. */
function useSettled(): boolean {
  const [settled, setSettled] = useState(false);
  useEffect(() => {
    if (typeof requestIdleCallback === 'undefined') {
      const timer = setTimeout(() => setSettled(true), 300);
      return () => clearTimeout(timer);
    }
    const handle = requestIdleCallback(() => setSettled(true), { timeout: 1500 });
    return () => cancelIdleCallback(handle);
  }, []);
  return settled;
}

async function loadTokenizer(url: string): Promise<Tokenizer> {
  const [json, config, { createTokenizer }] = await Promise.all([
    fetchText(`${url}/tokenizer.json`),
    fetchText(`${url}/tokenizer_config.json`),
    import('@/lib/tokenizer/tokenizer'),
  ]);
  return createTokenizer(json, config, bundledSpec.vocabSize);
}

async function fetchText(url: string): Promise<string> {
  const response = await fetch(url).catch((cause: unknown) => {
    throw new AppError('download-failed', `${url} could not be fetched: check the connection, then press Run again.`, {
      cause,
    });
  });
  if (!response.ok)
    throw new AppError(
      'download-failed',
      `${url} answered ${response.status}: reload the page, or reinstall LazyLens.`,
    );
  return response.text();
}
