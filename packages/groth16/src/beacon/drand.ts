import { bls12_381 } from '@noble/curves/bls12-381.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { hexToBytes } from '@noble/hashes/utils.js';

/**
 * A drand network whose rounds are signed without the one before (scheme bls-unchained-g1-rfc9380): everybody can
 * tell, without asking anybody, whether a signature is that of a round.
 */
export interface DrandChain {
  /** SHA-256 of the network's parameters, by which it is named. */
  readonly hash: string;
  /** In G2 of BLS12-381, compressed. */
  readonly publicKey: string;
  /** When round 1 was published; seconds since 1970. */
  readonly genesisSeconds: number;
  readonly periodSeconds: number;
}

/** The League of Entropy's network of three seconds (drand.love, "quicknet"). */
export const QUICKNET: DrandChain = {
  hash: '52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971',
  publicKey:
    '83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a',
  genesisSeconds: 1_692_803_367,
  periodSeconds: 3,
};

const DST = 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_';

/** When a round is published; seconds since 1970. */
export function roundSeconds({ genesisSeconds, periodSeconds }: DrandChain, round: number): number {
  return genesisSeconds + (round - 1) * periodSeconds;
}

/** The first round that is not published before a time. */
export function roundFrom({ genesisSeconds, periodSeconds }: DrandChain, seconds: number): number {
  return Math.max(1, Math.ceil((seconds - genesisSeconds) / periodSeconds) + 1);
}

/**
 * The randomness of a round, 32 bytes: SHA-256 of its signature. Undefined unless that is the network's signature
 * on the round: e(H₁(m), pk)·e(−sig, G₂) = 1 with m = SHA-256 of the round as u64, big-endian. The signature is
 * hexadecimal, of a point of G1, compressed; its point is checked to be in the subgroup.
 */
export function drandRandomness(chain: DrandChain, round: number, signature: string): Uint8Array | undefined {
  if (!Number.isSafeInteger(round) || round < 1 || !/^[0-9a-f]{96}$/.test(signature)) return undefined;
  const { G1, G2, fields } = bls12_381;
  const number = new Uint8Array(8);
  new DataView(number.buffer).setBigUint64(0, BigInt(round));
  const message = G1.hashToCurve(sha256(number), { DST });
  const key = G2.Point.fromHex(chain.publicKey);
  key.assertValidity();
  let point: InstanceType<typeof G1.Point>;
  try {
    point = G1.Point.fromHex(signature);
    point.assertValidity();
  } catch {
    return undefined;
  }
  if (point.is0()) return undefined;
  const product = bls12_381.pairingBatch([
    { g1: message, g2: key },
    { g1: point.negate(), g2: G2.Point.BASE },
  ]);
  return fields.Fp12.eql(product, fields.Fp12.ONE) ? sha256(hexToBytes(signature)) : undefined;
}
