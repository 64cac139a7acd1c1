import type { Fault } from '@brebaje/ceremony/opening';
import { fieldsOf } from '@brebaje/protocol/rest/fault-fields';
import { Problem, type ProblemFacts } from '../rest/problem.ts';

/** Faults as a refusal names them: by their code, and with the fields that each is about. */
export function faultErrors(faults: readonly Fault[]): NonNullable<ProblemFacts['errors']> {
  return faults.map((fault) => {
    const fields = fieldsOf(fault);
    return { path: fault.code, message: fault.sentence, ...(fields.length > 0 ? { fields } : {}) };
  });
}

/** Throws CEREMONY_UNFIT with every fault there is. */
export function refuseFaults(faults: readonly Fault[]): void {
  const [first] = faults;
  if (!first) return;
  throw new Problem('CEREMONY_UNFIT', first.sentence, { errors: faultErrors(faults) });
}
