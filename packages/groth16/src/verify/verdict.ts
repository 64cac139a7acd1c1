import { type Group, PointError } from '@brebaje/curves/engine';

/** The four checks of a contribution. */
export type Check = 'format' | 'consistency' | 'mathematical' | 'final';

/** Why a file is refused. */
export type RefusalCode =
  /** A point is not written as it must be, or is none of the group. */
  | 'not-canonical'
  | 'not-on-curve'
  | 'not-in-subgroup'
  | 'infinity'
  /** Infinity in L is not where the genesis has it. */
  | 'infinity-moved'
  /** It claims to be a genesis, but somebody has contributed to it. */
  | 'not-a-genesis'
  /** The circuit is not the one of the genesis. */
  | 'other-circuit'
  /** δ of the header is not that of the last record. */
  | 'delta-record'
  /** A contribution changes nothing, or proves knowledge of 1 or −1. */
  | 'no-change'
  /** Not exactly one record more than before, or one of those before was changed. */
  | 'not-one-more'
  | 'record-changed'
  /** The new record says that it is a beacon's, or a person's, and must not; or names somebody else. */
  | 'record-type'
  | 'name'
  /** Nobody has contributed: δ is what everybody can compute. */
  | 'no-contribution'
  /** δ is a small multiple of γ. */
  | 'small-delta'
  /** A record's transcript is not the hash of what came before. */
  | 'transcript'
  /** A record does not prove that its contributor knew the secret. */
  | 'proof'
  /** δ does not follow from the one before by the secret that is proven. */
  | 'delta'
  /** δ in G2 is not that in G1. */
  | 'delta-2'
  /** L or H is not the one of the genesis over δ. */
  | 'l'
  | 'h'
  /** A beacon's record is not what the beacon gives. */
  | 'beacon'
  /** The content is another than the hash says. */
  | 'state'
  /** Powers of tau: nobody but beacons contributed, so that everybody can compute the secrets. */
  | 'nobody'
  /** The state of a response's hash is none of a response of this size. */
  | 'hash-state'
  /** The response's hash, or the next challenge's, is not that of the points. */
  | 'response-hash'
  | 'next-challenge'
  /** A section does not begin with the points that the record says. */
  | 'first-points'
  /** Points are not powers of the same secret. */
  | 'powers'
  /** A record's τ, α or β does not follow from the one before by the secret that is proven. */
  | 'tau'
  | 'alpha'
  | 'beta'
  /** Lagrange tables are not made of the powers. */
  | 'tables';

/** A file that is none of an honest ceremony. */
export interface Refusal {
  readonly ok: false;
  readonly check: Check;
  readonly code: RefusalCode;
  /** The section's number in the zkey. */
  readonly section?: number;
  /** Which record, or which point of the section, from zero. */
  readonly index?: number;
  /** A sentence for people. */
  readonly text: string;
}

export type Verdict = { readonly ok: true } | Refusal;

/** Throws its refusal through code that has nothing to say after it. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly refusal: Refusal;
  constructor(refusal: Omit<Refusal, 'ok'>) {
    super(refusal.text);
    this.refusal = { ok: false, ...refusal };
  }
}

/** The refusal that `check` throws as a verdict; other errors stay errors. */
export async function verdictOf(check: () => Promise<unknown>): Promise<Verdict> {
  try {
    await check();
    return { ok: true };
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
}

const FAULTS = {
  'not-canonical': 'is not written as it must be',
  'not-on-curve': 'is not on the curve',
  'not-in-subgroup': 'is not in the subgroup of prime order',
  infinity: 'is the point at infinity',
} as const;

/**
 * Runs `decode`, and names the point that it refuses: `where` tells of the index in the batch which point it is.
 */
export async function decodeOrRefuse<Result>(
  decode: () => Promise<Result>,
  where: (index: number, group: Group) => { section: number; index?: number; name: string },
): Promise<Result> {
  try {
    return await decode();
  } catch (error) {
    if (!(error instanceof PointError)) throw error;
    // Flags that compressed points must not have.
    const flags = error.fault === 'not-compressed' || error.fault === 'bad-infinity';
    const fault = flags ? 'not-canonical' : error.fault;
    const { name, ...place } = where(error.index, error.group);
    throw new Refused({ check: 'format', code: fault, ...place, text: `${name} ${FAULTS[fault]}` });
  }
}
