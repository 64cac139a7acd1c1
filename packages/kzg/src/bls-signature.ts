/**
 * The signature that ties a contribution to an identity: BLS over BLS12-381 with public keys in G2, which here
 * is the contribution's potPubkey, and signatures in G1 (draft-irtf-cfrg-bls-signature-05, proof of possession
 * suite, as kzg-ceremony-sequencer uses it).
 */
import { type Engine, PointError, type Points } from '@brebaje/curves/engine';
import { Combination, combinationScalars } from './combination.ts';
import type { BatchContribution } from './contribution.ts';
import { areSound, pairingsEqual } from './pairings.ts';

/** Domain separation tag of the suite. */
export const BLS_SUITE = 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_';

/** The identity's point in G1, a batch of one. */
export function hashIdentities(engine: Engine, identities: string[]): Promise<Points> {
  const encoder = new TextEncoder();
  return engine.hashToG1(
    identities.map((identity) => encoder.encode(identity)),
    BLS_SUITE,
  );
}

/** Signs an identity with a contribution's secret (32 bytes, little-endian): 48 bytes. Does not wipe it. */
export async function signIdentity(
  engine: Engine,
  identity: string,
  secret: Uint8Array,
): Promise<Uint8Array> {
  const hash = await hashIdentities(engine, [identity]);
  return engine.encode(await engine.scale(hash, secret), 'zcash');
}

/** Whether `signature` (48 bytes) over the identity was made with the secret of `pubkey` (96 bytes). */
export async function verifyBls(
  engine: Engine,
  identity: string,
  pubkey: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const signed = await decodeSigned(engine, pubkey, signature);
  return signed !== undefined && holds(engine, await hashIdentities(engine, [identity]), [signed]);
}

/**
 * The signatures that go into the transcript, one for each sub-ceremony: the contribution's own where it is
 * valid for the identity, else null. A wrong signature never refuses a contribution.
 */
export async function pruneBls(
  engine: Engine,
  identity: string,
  { contributions }: BatchContribution,
): Promise<(Uint8Array | null)[]> {
  const signed = await Promise.all(
    contributions.map(({ potPubkey, blsSignature }) => decodeSigned(engine, potPubkey, blsSignature)),
  );
  const present = signed.filter((entry) => entry !== undefined);
  if (present.length === 0) return contributions.map(() => null);
  const hash = await hashIdentities(engine, [identity]);
  const all = await holds(engine, hash, present);
  const kept: (Uint8Array | null)[] = [];
  for (const [sub, entry] of signed.entries()) {
    const valid = entry !== undefined && (all || (await holds(engine, hash, [entry])));
    kept.push(valid ? contributions[sub]!.blsSignature : null);
  }
  return kept;
}

interface Signed {
  pubkey: Points;
  signature: Points;
}

/** Undefined where there is no signature, or bytes that are no finite point of the group. */
async function decodeSigned(
  engine: Engine,
  pubkey: Uint8Array,
  signature: Uint8Array | null,
): Promise<Signed | undefined> {
  if (signature === null) return undefined;
  try {
    return {
      pubkey: await engine.decode('G2', 'zcash', pubkey),
      signature: await engine.decode('G1', 'zcash', signature),
    };
  } catch (error) {
    if (error instanceof PointError) return undefined;
    throw error;
  }
}

/**
 * e(Σ bₛ·sigₛ, G₂) = e(H, Σ bₛ·pkₛ) with fresh random b. False also when the noble engine reads a sum as
 * no finite point of its group: a signature that an engine returning zeros let through would spoil the transcript.
 */
async function holds(engine: Engine, hash: Points, signed: Signed[]): Promise<boolean> {
  const signatures = new Combination(engine);
  const pubkeys = new Combination(engine);
  for (const { signature, pubkey } of signed) {
    const b = combinationScalars(1);
    signatures.add(signature, b);
    pubkeys.add(pubkey, b);
  }
  const [signature, pubkey] = [await signatures.sum(), await pubkeys.sum()];
  if (!(await areSound(engine, signature)) || !(await areSound(engine, pubkey))) return false;
  return pairingsEqual(engine, [signature, engine.generator('G2')], [hash, pubkey]);
}
