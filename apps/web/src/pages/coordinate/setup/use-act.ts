/** One act on the server at a time: busy while it is under way, and what became of it. */
import { useState } from 'react';
import { queries } from '../../../server/rest.ts';

/** Queries that an act may have changed. */
const TOUCHED = [['ceremony'], ['ceremonies'], ['coordinate'], ['me'], ['project']];

export interface Act {
  readonly busy: boolean;
  readonly error: unknown;
  /** Does it, reads everything again that may have changed, and answers whether it was done. */
  run(work: () => Promise<unknown>): Promise<boolean>;
  forget(): void;
}

export function useAct(): Act {
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: undefined });
  return {
    ...state,
    forget: () => setState({ busy: false, error: undefined }),
    async run(work) {
      setState({ busy: true, error: undefined });
      try {
        await work();
        await Promise.all(TOUCHED.map((queryKey) => queries.invalidateQueries({ queryKey })));
        setState({ busy: false, error: undefined });
        return true;
      } catch (error) {
        setState({ busy: false, error });
        return false;
      }
    },
  };
}
