/** The reference's names for what is wrong with a contribution, with our words on what to do. */
import type { ErrorEntry } from './error-entry.ts';

const REPORT =
  'Contribute again only if the operator readmits you; report this if you used an unmodified client.';
const CLIENT = 'Update your client: what it computed is not in the format of this ceremony.';
const STALE = 'Compute on the file that this turn handed out, not on an earlier one.';

const bad = (detail: string, next: string): ErrorEntry => ({
  status: 400,
  text: `contribution invalid: Error in contribution {sub}: ${detail}`,
  next,
});

/** Codes of a verdict. `{…}` are filled by packages/kzg, which sends the complete text. */
export const VERIFICATION_ERRORS = {
  'CeremoniesError::UnexpectedNumContributions': {
    status: 400,
    text: 'contribution invalid: Unexpected number of contributions: expected {expected}, got {got}',
    next: CLIENT,
  },
  'CeremonyError::UnexpectedNumG1Powers': bad(
    'Unexpected number of G1 powers: expected {expected}, got {got}',
    CLIENT,
  ),
  'CeremonyError::UnexpectedNumG2Powers': bad(
    'Unexpected number of G2 powers: expected {expected}, got {got}',
    CLIENT,
  ),
  'CeremonyError::InvalidG1Power': bad('Error parsing G1 power {index}: {point}', CLIENT),
  'CeremonyError::InvalidG2Power': bad('Error parsing G2 power {index}: {point}', CLIENT),
  'CeremonyError::PubKeyPairingFailed': bad('Pubkey pairing check failed', STALE),
  'CeremonyError::G1PairingFailed': bad('G1 pairing check failed', REPORT),
  'CeremonyError::G2PairingFailed': bad('G1 pairing check failed', REPORT),
  'CeremonyError::ZeroPubkey': bad('pubkey is zero', REPORT),
  'CeremonyError::ContributionNoEntropy': bad(
    'Contribution contains no entropy: pubkey equals generator',
    'Let your client mix in a secret: a contribution without one adds nothing.',
  ),
  'CeremonyError::DuplicatePubkey': bad(
    'pubkey was contributed before',
    'Compute with fresh entropy: this public key is already in the transcript.',
  ),
} as const satisfies Record<string, ErrorEntry>;

export type VerificationCode = keyof typeof VERIFICATION_ERRORS;
