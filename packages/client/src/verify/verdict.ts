import type { CheckedCeremony } from './check-ceremony.ts';

/** A verdict in a sentence; `finalized`: a result stands. */
export type VerdictWords = (finalized: boolean) => string;

/** Of ceremonies of circuits. */
export const VERDICTS: Record<CheckedCeremony['grade'], VerdictWords> = {
  invalid: () => 'Not valid.',
  record: () => 'The record is sound: what was said agrees with itself. No file was verified whole.',
  sound: (finalized) => `Sound from these geneses${finalized ? ', to the result' : ', as far as it is'}.`,
  valid: (finalized) =>
    finalized
      ? 'Valid: from circuits and phase 1 to the result.'
      : 'Valid as far as it is: no result stands yet.',
};

/** Of ceremonies of powers. */
export const POWERS_VERDICTS: Record<CheckedCeremony['grade'], VerdictWords> = {
  ...VERDICTS,
  valid: (finalized) =>
    finalized
      ? 'Valid: from the first contribution to the result.'
      : 'Valid as far as it is: no result stands yet.',
};
