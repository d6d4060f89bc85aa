// What is looked at, in the query string: a link shows the same run, step, layer, head and token; Back undoes a choice.

import { createParser, parseAsBoolean, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useCallback, useMemo } from 'react';
import type { Head, OnSelect, Selection } from '@/components/views/selection';
import { defaultSelection } from '@/components/views/selection';
import { useScrub } from './scrub';

export const parseAsNatural = createParser({
  parse: (text) => (/^\d{1,6}$/.test(text) ? Number(text) : null),
  serialize: String,
});

export const parseAsHead = createParser<Head>({
  parse: (text) => (text === 'mean' ? 'mean' : /^\d{1,3}$/.test(text) ? Number(text) : null),
  serialize: String,
});

const selectionParsers = {
  side: parseAsStringLiteral(['full', 'pruned'] as const).withDefault(defaultSelection.side),
  step: parseAsNatural,
  layer: parseAsNatural,
  head: parseAsHead.withDefault(defaultSelection.head),
  position: parseAsNatural,
  scale: parseAsStringLiteral(['linear', 'log', 'rank'] as const).withDefault(defaultSelection.scale),
  skipFirst: parseAsBoolean.withDefault(defaultSelection.skipFirst),
};

const options = { history: 'push', scroll: false, shallow: true } as const;

/** The selection in the link; where it names no step or layer, those of `opening`. */
export function useSelection(opening: Pick<Selection, 'step' | 'layer'>): [Selection, OnSelect] {
  const [values, setValues] = useQueryStates(selectionParsers, {
    ...options,
    urlKeys: { position: 'token', skipFirst: 'skip1' },
  });
  const { side, head, position, scale, skipFirst } = values;
  const step = values.step ?? opening.step;
  const layer = values.layer || opening.layer;
  const selection = useMemo<Selection>(
    () => ({ side, step, layer, head, position, scale, skipFirst }),
    [side, step, layer, head, position, scale, skipFirst],
  );
  const scrub = useScrub();
  const onSelect = useCallback<OnSelect>(
    (patch) => void setValues(patch, { history: scrub(Object.keys(patch).join()) }),
    [setValues, scrub],
  );
  return [selection, onSelect];
}

/** Id of the run that is shown, and how to show another: the selection then starts anew. Null shows a recorded run. */
export function useRunChoice(): [string | null, (id: string) => void] {
  const [values, setValues] = useQueryStates(
    {
      run: parseAsString,
      side: parseAsString,
      step: parseAsString,
      layer: parseAsString,
      head: parseAsString,
      token: parseAsString,
    },
    options,
  );
  const choose = useCallback(
    (run: string) => void setValues({ run, side: null, step: null, layer: null, head: null, token: null }),
    [setValues],
  );
  return [values.run, choose];
}
