import type { PointFault } from '@brebaje/curves/engine';

/**
 * What can be wrong with a contribution, named as Ethereum's sequencer names it
 * (kzg-ceremony-sequencer, crypto/src/error.rs).
 */
export const KZG_CODES = [
  'CeremoniesError::UnexpectedNumContributions',
  'CeremonyError::UnexpectedNumG1Powers',
  'CeremonyError::UnexpectedNumG2Powers',
  'CeremonyError::InvalidG1Power',
  'CeremonyError::InvalidG2Power',
  'CeremonyError::ZeroPubkey',
  'CeremonyError::ContributionNoEntropy',
  'CeremonyError::PubKeyPairingFailed',
  'CeremonyError::G1PairingFailed',
  'CeremonyError::G2PairingFailed',
] as const;

export type KzgCode = (typeof KZG_CODES)[number];

/** Which of the named checks of a contribution failed. */
export type KzgCheck = 'format' | 'consistency' | 'mathematical';

/** Why powers are refused. */
export interface Refusal {
  ok: false;
  code: KzgCode;
  /** The sub-ceremony, absent when their number is wrong. */
  sub?: number;
  /**
   * The power that is no point, or the first that breaks the chain of powers. Absent when no power is to
   * blame, and 0 when the public key is no point: the reference counts it as a G2 power.
   */
  index?: number;
  /** The reference's text, byte for byte; clients show it. */
  text: string;
  check: KzgCheck;
}

/** What is fixed once a code is known. Two pairing checks share one text: so does the reference. */
const DETAILS = {
  'CeremonyError::ZeroPubkey': ['format', 'pubkey is zero'],
  'CeremonyError::ContributionNoEntropy': [
    'consistency',
    'Contribution contains no entropy: pubkey equals generator',
  ],
  'CeremonyError::PubKeyPairingFailed': ['mathematical', 'Pubkey pairing check failed'],
  'CeremonyError::G1PairingFailed': ['mathematical', 'G1 pairing check failed'],
  'CeremonyError::G2PairingFailed': ['mathematical', 'G1 pairing check failed'],
} as const satisfies Partial<Record<KzgCode, readonly [KzgCheck, string]>>;

/** Codes whose text does not depend on the contribution. */
export type PlainCode = keyof typeof DETAILS;

/** A refusal with a fixed text. `check` overrides the class where a format rule found what the code names. */
export function refuse(code: PlainCode, sub: number, index?: number, check?: KzgCheck): Refusal {
  const [usual, detail] = DETAILS[code];
  return {
    ok: false,
    code,
    sub,
    ...(index === undefined ? {} : { index }),
    text: inContribution(sub, detail),
    check: check ?? usual,
  };
}

/** Another number of sub-ceremonies. */
export function refuseSubCount(expected: number, got: number): Refusal {
  return {
    ok: false,
    code: 'CeremoniesError::UnexpectedNumContributions',
    text: `contribution invalid: Unexpected number of contributions: expected ${expected}, got ${got}`,
    check: 'format',
  };
}

/** Another number of powers. */
export function refusePowerCount(group: 'G1' | 'G2', sub: number, expected: number, got: number): Refusal {
  return {
    ok: false,
    code: `CeremonyError::UnexpectedNum${group}Powers`,
    sub,
    text: inContribution(sub, `Unexpected number of ${group} powers: expected ${expected}, got ${got}`),
    check: 'format',
  };
}

/** Bytes that are no point of the group. `point` is the encoded point alone. */
export function refusePoint(
  group: 'G1' | 'G2',
  sub: number,
  index: number,
  fault: PointFault,
  point: Uint8Array,
): Refusal {
  return {
    ok: false,
    code: `CeremonyError::Invalid${group}Power`,
    sub,
    index,
    text: inContribution(sub, `Error parsing ${group} power ${index}: ${parseFault(fault, point)}`),
    check: 'format',
  };
}

function inContribution(sub: number, detail: string): string {
  return `contribution invalid: Error in contribution ${sub}: ${detail}`;
}

const PARSE_FAULTS: Record<PointFault, string> = {
  'not-compressed': 'Point is not compressed',
  'bad-infinity': 'Point at infinity must have zero x coordinate',
  'not-canonical': 'Error in extension field element',
  'not-on-curve': 'not a valid x coordinate',
  'not-in-subgroup': 'curve point is not in prime order subgroup',
  infinity: 'Point at infinity must have zero x coordinate',
};

const COMPONENT_BYTES = 48;

/** The prime of the base field, big-endian. */
const PRIME =
  0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn;

/** The reference looks at the range of each component, in the order of the bytes, before it looks at flags. */
function parseFault(fault: PointFault, point: Uint8Array): string {
  for (let at = 0; at < point.length; at += COMPONENT_BYTES) {
    let value = 0n;
    for (let i = 0; i < COMPONENT_BYTES; i++) {
      value = (value << 8n) | BigInt(at + i === 0 ? point[0]! & 0x1f : point[at + i]!);
    }
    if (value >= PRIME) {
      const component = at / COMPONENT_BYTES;
      return `Error in extension field component ${component}: Number is too large for the prime field`;
    }
  }
  return PARSE_FAULTS[fault];
}
