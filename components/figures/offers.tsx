'use client';
// What a panel has to download: views offer their figures and tables, as they are at that moment; the panel's menu lists them.

import {
  createContext,
  useContext,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type ReactNode,
  type RefObject,
} from 'react';
import { createStore, useStore, type Store } from '@/components/ui/store';
import type { Figure } from './figure';
import type { Table } from './table';

export type Offer =
  | { readonly kind: 'figure'; readonly label: string; readonly make: () => Figure }
  | { readonly kind: 'table'; readonly label: string; readonly make: () => Table };

const OffersContext = createContext<Store<readonly Offer[]> | null>(null);

const none: readonly Offer[] = [];

/** Collects what the views inside have to offer. */
export function OffersProvider({ children }: { readonly children: ReactNode }) {
  const [store] = useState(() => createStore<readonly Offer[]>(() => none));
  return <OffersContext value={store}>{children}</OffersContext>;
}

/** What the views of the nearest provider offer now. */
export function useOffers(): readonly Offer[] {
  const store = useContext(OffersContext);
  return useStore(store ?? nowhere, none);
}

const nowhere = createStore<readonly Offer[]>(() => none);

/** Offers the figure as last drawn, under this label, for as long as the view is there; without a provider, to nobody. */
export function useFigureOffer(label: string, make: () => Figure): void {
  const store = useContext(OffersContext);
  const latest = useLatest(make);
  useEffect(() => offer(store, { kind: 'figure', label, make: () => latest.current() }), [store, label, latest]);
}

/** Offers a table likewise. */
export function useTableOffer(label: string, make: () => Table): void {
  const store = useContext(OffersContext);
  const latest = useLatest(make);
  useEffect(() => offer(store, { kind: 'table', label, make: () => latest.current() }), [store, label, latest]);
}

function useLatest<T>(value: T): RefObject<T> {
  const latest = useRef(value);
  useLayoutEffect(() => {
    latest.current = value;
  });
  return latest;
}

/** Adds an offer to the list; returns what takes it away again. */
function offer(store: Store<readonly Offer[]> | null, made: Offer): () => void {
  store?.set([...store.get(), made]);
  return () => store?.set(store.get().filter((each) => each !== made));
}
