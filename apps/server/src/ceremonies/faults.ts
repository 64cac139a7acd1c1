import type { Fault } from '@brebaje/ceremony/opening';
import { Problem } from '../rest/problem.ts';

/** Throws CEREMONY_UNFIT with every fault there is. */
export function refuseFaults(faults: readonly Fault[]): void {
  const [first] = faults;
  if (!first) return;
  throw new Problem('CEREMONY_UNFIT', first.sentence, {
    errors: faults.map(({ code, sentence }) => ({ path: code, message: sentence })),
  });
}
