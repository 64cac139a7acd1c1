import { type Fp2, inverse2, multiply2 } from './arithmetic.ts';

/** The two curves ceremonies use. */
export type CurveName = 'bls12-381' | 'bn254';

/**
 * What defines a pairing-friendly curve with a sextic twist: E: y² = x³ + b over F_p, its twist
 * E': y² = x³ + b' over F_p² = F_p[u]/(u² + 1), and in both the subgroups G1, G2 of prime order r.
 */
export interface CurveParameters {
  readonly name: CurveName;
  /** The integer all polynomials of the family are evaluated at: z of BLS12, x of BN. */
  readonly parameter: bigint;
  /** The field prime. */
  readonly p: bigint;
  /** The prime order of G1, G2 and GT. */
  readonly r: bigint;
  /** The trace of Frobenius: E(F_p) has p + 1 − t points. */
  readonly t: bigint;
  /** f with 4p = t² + 3f²: Frobenius is (t ± f·√−3)/2. Its sign is chosen so that λ is the usual eigenvalue. */
  readonly f: bigint;
  /** The constant of E. */
  readonly b: bigint;
  /** ξ: F_p⁶ = F_p²[v]/(v³ − ξ) and F_p¹² = F_p⁶[w]/(w² − v). */
  readonly xi: Fp2;
  /** M: b' = b·ξ. D: b' = b/ξ. */
  readonly twist: 'M' | 'D';
  /** The constant of E'. */
  readonly twistB: Fp2;
  /** The standard generator of G1. */
  readonly g1: { readonly x: bigint; readonly y: bigint };
  /** The standard generator of G2. */
  readonly g2: { readonly x: Fp2; readonly y: Fp2 };
  /** Bytes of a coordinate in F_p. */
  readonly coordinateBytes: 48 | 32;
  /** 64-bit words of a coordinate in F_p. */
  readonly words: 6 | 4;
}

/**
 * BLS12-381: the BLS12 family at z = −(2^63 + 2^62 + 2^60 + 2^57 + 2^48 + 2^16).
 * draft-irtf-cfrg-pairing-friendly-curves-11, section 4.2.1.
 */
function bls12381(): CurveParameters {
  const z = -0xd201000000010000n;
  const r = z ** 4n - z ** 2n + 1n;
  const p = ((z - 1n) ** 2n * r) / 3n + z;
  return {
    name: 'bls12-381',
    parameter: z,
    p,
    r,
    t: z + 1n,
    f: (-(z - 1n) * (2n * z ** 2n - 1n)) / 3n,
    b: 4n,
    xi: [1n, 1n],
    twist: 'M',
    twistB: multiply2([4n, 0n], [1n, 1n], p),
    g1: {
      x: 0x17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bbn,
      y: 0x08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1n,
    },
    g2: {
      x: [
        0x024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8n,
        0x13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7en,
      ],
      y: [
        0x0ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801n,
        0x0606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79ben,
      ],
    },
    coordinateBytes: 48,
    words: 6,
  };
}

/**
 * BN254 (alt_bn128): the Barreto–Naehrig family at x = 4965661367192848881. EIP-196 and EIP-197.
 */
function bn254(): CurveParameters {
  const x = 4965661367192848881n;
  const p = 36n * x ** 4n + 36n * x ** 3n + 24n * x ** 2n + 6n * x + 1n;
  const t = 6n * x ** 2n + 1n;
  return {
    name: 'bn254',
    parameter: x,
    p,
    r: p + 1n - t,
    t,
    f: 6n * x ** 2n + 4n * x + 1n,
    b: 3n,
    xi: [9n, 1n],
    twist: 'D',
    twistB: multiply2([3n, 0n], inverse2([9n, 1n], p), p),
    g1: { x: 1n, y: 2n },
    g2: {
      x: [
        0x1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6edn,
        0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2n,
      ],
      y: [
        0x12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daan,
        0x090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975bn,
      ],
    },
    coordinateBytes: 32,
    words: 4,
  };
}

/** The parameters of both curves. */
export const CURVES: Readonly<Record<CurveName, CurveParameters>> = {
  'bls12-381': bls12381(),
  bn254: bn254(),
};
