// What is compared and what is looked at, in the query string: a link shows the same comparison, Back undoes a choice.

import { createParser, createSerializer, parseAsBoolean, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useMemo } from 'react';
import { useScrub } from '@/components/run/scrub';
import { parseAsHead, parseAsNatural } from '@/components/run/viewState';
import type { Head } from '@/components/views/selection';
import type { Side } from '@/lib/trace/run';
import { parseRef, refText, type RunRef } from '@/components/run/ref';

/** The two places of a comparison. */
export const places = ['a', 'b'] as const;
export type Place = (typeof places)[number];
export const placeName: Record<Place, string> = { a: 'A', b: 'B' };

/** What is looked at in both runs at once. */
export interface Linked {
  /** Index into the steps of both. */
  readonly step: number;
  /** Counted from 1; null for the deepest that both have. */
  readonly layer: number | null;
  /** Pinned column of the alignment: in runs of the same prompt the position of the token. */
  readonly column: number | null;
  readonly head: Head;
  readonly skipFirst: boolean;
}

/** The same as the address has it: null is the step where the comparison opens. */
export type Looked = Omit<Linked, 'step'> & { readonly step: number | null };

export interface CompareState {
  readonly refs: Readonly<Record<Place, RunRef | null>>;
  readonly sides: Readonly<Record<Place, Side>>;
  readonly linked: Looked;
  /** Path and query under which anyone sees the same; null where a run is on this device alone. */
  readonly path: string | null;
  /** Puts a run in a place; what was looked at starts anew. */
  choose(place: Place, ref: RunRef, side?: Side): void;
  choosePair(a: RunRef, b: RunRef, sides: Readonly<Record<Place, Side>>): void;
  swap(): void;
  look(patch: Partial<Linked>): void;
}

const parseAsRef = createParser<RunRef>({
  parse: parseRef,
  serialize: refText,
  eq: (x, y) => refText(x) === refText(y),
});
const parseAsSide = parseAsStringLiteral(['full', 'pruned'] as const).withDefault('pruned');

const parsers = {
  a: parseAsRef,
  b: parseAsRef,
  sideA: parseAsSide,
  sideB: parseAsSide,
  step: parseAsNatural,
  layer: parseAsNatural,
  column: parseAsNatural,
  head: parseAsHead.withDefault('mean'),
  skipFirst: parseAsBoolean.withDefault(false),
};

const urlKeys = { sideA: 'sa', sideB: 'sb', column: 'token', skipFirst: 'skip1' } as const;
const spellQuery = createSerializer(parsers, { urlKeys });

const nothingLookedAt = { step: null, layer: null, column: null };

export function useCompareState(): CompareState {
  const [values, setValues] = useQueryStates(parsers, {
    scroll: false,
    shallow: true,
    urlKeys,
  });
  const scrub = useScrub();
  return useMemo(() => {
    const { a, b, sideA, sideB, step, layer, column, head, skipFirst } = values;
    const put = (patch: Parameters<typeof setValues>[0]) => void setValues(patch, { history: scrub(null) });
    return {
      refs: { a, b },
      sides: { a: sideA, b: sideB },
      linked: { step, layer: layer || null, column, head, skipFirst },
      path: [a, b].some((ref) => ref === null || ref.from === 'own') ? null : spellQuery('/compare', values),
      choose: (place, ref, side) =>
        put({
          ...nothingLookedAt,
          ...(place === 'a' ? { a: ref, sideA: side ?? null } : { b: ref, sideB: side ?? null }),
        }),
      choosePair: (first, second, sides) =>
        put({ ...nothingLookedAt, a: first, b: second, sideA: sides.a, sideB: sides.b }),
      swap: () => put({ ...nothingLookedAt, a: b, b: a, sideA: sideB, sideB: sideA }),
      look: (patch) => void setValues(patch, { history: scrub(Object.keys(patch).join()) }),
    };
  }, [values, setValues, scrub]);
}
