/** One act on the server at a time: busy while it is under way, and what became of it. */
import { RestRefusal } from '@brebaje/client/rest/rest-client';
import { useRef, useState } from 'react';
import { queries } from '../../../server/rest.ts';

/** Queries that an act may have changed. */
const TOUCHED = [['ceremony'], ['ceremonies'], ['coordinate'], ['me'], ['project']];

export interface Act {
  readonly busy: boolean;
  readonly error: unknown;
  /**
   * Does it, reads everything again that may have changed, also by others when it was refused, and answers whether
   * it was done. `work` that answers false has done nothing; a second one while one is under way is left out.
   */
  run(work: () => Promise<unknown>): Promise<boolean>;
  forget(): void;
}

export function useAct(): Act {
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: undefined });
  const under = useRef(false);
  const again = () => Promise.all(TOUCHED.map((queryKey) => queries.invalidateQueries({ queryKey })));
  return {
    ...state,
    forget: () => setState({ busy: false, error: undefined }),
    async run(work) {
      if (under.current) return false;
      under.current = true;
      setState({ busy: true, error: undefined });
      try {
        const done = await work();
        await again();
        setState({ busy: false, error: undefined });
        return done !== false;
      } catch (error) {
        setState({ busy: false, error });
        // Whoever is signed in no more keeps the page with what they wrote, and is told.
        if (!(error instanceof RestRefusal && error.serverCode === 'SIGN_IN_REQUIRED')) void again();
        return false;
      } finally {
        under.current = false;
      }
    },
  };
}
