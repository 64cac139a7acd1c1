/** Whole small ceremonies for tests, from the curve's own arithmetic. */
import { SCALAR_ORDER } from '@brebaje/curves/scalar';
import { encodePoint, pointOf } from '@brebaje/curves/test-points';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { BLS_SUITE } from '../bls-signature.ts';

import { signEcdsa } from '../eip712.ts';
import { G1_GENERATOR, G2_GENERATOR } from '../generators.ts';
import { addressOf } from '../receipt.ts';
import type { SubSize } from '../sizes.ts';
import type { PowersState } from '../state.ts';
import type { TranscriptSource, WitnessOfSub, WitnessRecord } from '../transcript.ts';
import { multiple, subPowers } from './honest.ts';

export const CEREMONY_SIZES: SubSize[] = [
  { g1: 4, g2: 3 },
  { g1: 4, g2: 2 },
];

export interface SmallCeremony {
  state: PowersState;
  /** The origin first, then the contributions. */
  records: WitnessRecord[];
}

/** The Ethereum key of contributor `index`. */
export function ethKey(index: number): Uint8Array {
  return new Uint8Array(32).fill(index + 1);
}

export function ethIdentity(index: number): string {
  return `eth|${addressOf(ethKey(index)).toLowerCase()}`;
}

/** σ·H(identity), the BLS signature. */
export function blsSignature(identity: string, secret: bigint): Uint8Array {
  const hash = bls12_381.G1.hashToCurve(new TextEncoder().encode(identity), { DST: BLS_SUITE });
  return hash.multiply(secret).toBytes();
}

/**
 * A ceremony of `count` contributors. In turn they sign everything (Ethereum), by BLS only (Ethereum), nothing
 * (GitHub), and in the first sub-ceremony only (GitHub).
 */
export function smallCeremony(count: number, sizes = CEREMONY_SIZES): SmallCeremony {
  const origin = (): WitnessOfSub => ({ product: G1_GENERATOR, pubkey: G2_GENERATOR, bls: null });
  const records: WitnessRecord[] = [{ identity: '', ecdsa: null, subs: sizes.map(origin) }];
  const taus = sizes.map(() => 1n);
  for (let index = 0; index < count; index++) {
    const kind = index % 4;
    const identity = kind < 2 ? ethIdentity(index) : `git|${index}|person-${index}`;
    const subs = sizes.map((_, sub): WitnessOfSub => {
      const secret = BigInt(1000 * (index + 1) + sub + 2);
      taus[sub] = (taus[sub]! * secret) % SCALAR_ORDER;
      return {
        product: encodePoint('G1', pointOf.G1.BASE.multiply(taus[sub]!)),
        pubkey: multiple('G2', secret),
        bls: kind < 2 || (kind === 3 && sub === 0) ? blsSignature(identity, secret) : null,
      };
    });
    const parts = sizes.map(({ g1, g2 }, sub) => ({
      numG1Powers: g1,
      numG2Powers: g2,
      potPubkey: subs[sub]!.pubkey,
    }));
    records.push({ identity, ecdsa: kind === 0 ? signEcdsa(parts, ethKey(index)) : null, subs });
  }
  return { state: { subs: sizes.map((size, sub) => subPowers(taus[sub]!, size)) }, records };
}

/** The ceremony as a reader of transcripts gives it. */
export function sourceOf({ state, records }: SmallCeremony, sizes = CEREMONY_SIZES): TranscriptSource {
  return {
    sizes,
    state,
    count: records.length,
    async segment(from, to) {
      const part = records.slice(from, to);
      const column = (width: number, value: (record: WitnessRecord) => Uint8Array | null) => {
        const packed = new Uint8Array(part.length * width);
        for (const [i, record] of part.entries()) packed.set(value(record) ?? new Uint8Array(0), i * width);
        return packed;
      };
      return {
        from,
        count: part.length,
        identities: part.map(({ identity }) => identity),
        ecdsa: part.map(({ ecdsa }) => ecdsa),
        subs: sizes.map((_, sub) => ({
          products: column(48, (record) => record.subs[sub]!.product),
          pubkeys: column(96, (record) => record.subs[sub]!.pubkey),
          bls: column(48, (record) => record.subs[sub]!.bls),
          signed: column(1, (record) => Uint8Array.of(record.subs[sub]!.bls ? 1 : 0)),
        })),
      };
    },
  };
}
