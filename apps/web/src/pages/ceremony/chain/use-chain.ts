import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { read } from '../../../server/rest.ts';
import { ChainStore } from './chain-store.ts';

/** The chain of a circuit; it reads what it is asked for. */
export function useChain(circuitId: number, length: number): ChainStore {
  // The length at first; it grows below.
  // A longer chain is the same chain.
  const store = useMemo(() => new ChainStore((path) => read(path), circuitId, length), [circuitId]);
  useEffect(() => store.grow(length), [store, length]);
  useSyncExternalStore(store.subscribe, store.version);
  return store;
}
