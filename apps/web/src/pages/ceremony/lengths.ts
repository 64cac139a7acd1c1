/** How long each chain is, as fresh as the snapshot allows. */
import { useMemo } from 'react';
import { useWatched } from './ceremony-context.ts';

/** Accepted contributions by circuit. */
export function useLengths(): ReadonlyMap<number, number> {
  const { ceremony, live } = useWatched();
  const { snapshot } = live;
  return useMemo(() => {
    const lengths = new Map(ceremony.circuits.map(({ id, contributions }) => [id, contributions]));
    const only = ceremony.circuits.length === 1 ? ceremony.circuits[0]!.id : undefined;
    if (snapshot && only !== undefined) lengths.set(only, snapshot.contributions);
    for (const { circuitId, position } of snapshot?.latest ?? [])
      lengths.set(circuitId, Math.max(lengths.get(circuitId) ?? 0, position));
    return lengths;
  }, [ceremony, snapshot]);
}
