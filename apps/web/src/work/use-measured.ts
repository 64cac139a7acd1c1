/** What this browser is worth for a ceremony, as a screen asks for it. */
import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import { useEffect, useState } from 'react';
import { measureHere } from './measure-here.ts';
import type { Measured, MeasureProgress } from './measured.ts';

export type Measuring =
  | { state: 'measuring'; progress: MeasureProgress }
  | { state: 'measured'; measured: Measured }
  | { state: 'failed'; message: string };

/** Measures once per ceremony; `wanted`: not before. */
export function useMeasured(ceremony: CeremonyBody, wanted = true): Measuring {
  const [state, setState] = useState<Measuring>({ state: 'measuring', progress: 'starting' });
  useEffect(() => {
    if (!wanted) return;
    const stopping = new AbortController();
    const { signal } = stopping;
    const tell = (progress: MeasureProgress) => setState({ state: 'measuring', progress });
    measureHere(ceremony, { tell, signal }).then(
      (measured) => setState({ state: 'measured', measured }),
      (error: Error) => !signal.aborted && setState({ state: 'failed', message: error.message }),
    );
    return () => stopping.abort();
    // The numbers in a ceremony's body move; what is measured does not.
  }, [ceremony.id, wanted]);
  return state;
}
