import { joinBytes } from '@brebaje/curves/bytes';
import type { CurveName, Engine } from '@brebaje/curves/engine';
import { blake2b } from '@noble/hashes/blake2.js';
import { hashedForm } from '../curve.ts';
import { drawPoint, hashToG2 } from '../random/curve-point.ts';
import { drawScalar } from '../random/field-element.ts';
import type { KeyStream } from '../random/key-stream.ts';
import { type KeyProof, type PublicKey, SECRETS, type SecretName } from './records.ts';

/** The three secrets of a contribution and the proof that somebody knew them. */
export interface Key {
  /** 32 little-endian bytes each. */
  readonly secrets: Readonly<Record<SecretName, Uint8Array>>;
  readonly publicKey: PublicKey;
  /** Overwrites the secrets. */
  wipe(): void;
}

/**
 * The point of G2, in the form of the files, that a proof of knowledge is about. `s` and `sx` are points in the form
 * of the files, the challenge is what the contribution began with.
 */
export function proofPoint(
  curve: CurveName,
  secret: SecretName,
  challenge: Uint8Array,
  { s, sx }: Pick<KeyProof, 's' | 'sx'>,
): Uint8Array {
  const domain = Uint8Array.of(SECRETS.indexOf(secret));
  const points = [s, sx].map((point) => hashedForm(curve, 'G1', point));
  return hashToG2(curve, blake2b(joinBytes([domain, challenge, ...points])));
}

/** Draws a contribution's secrets: all of them first, then each one's random point. The caller wipes stream and key. */
export async function drawKey(engine: Engine, challenge: Uint8Array, stream: KeyStream): Promise<Key> {
  const { curve } = engine;
  const secrets = Object.fromEntries(SECRETS.map((name) => [name, drawScalar(stream, curve)])) as Record<
    SecretName,
    Uint8Array
  >;
  const wipe = () => {
    for (const secret of Object.values(secrets)) secret.fill(0);
  };
  const times = async (group: 'G1' | 'G2', point: Uint8Array, secret: Uint8Array) =>
    engine.encode(await engine.scale(await engine.decode(group, 'lem', point), secret), 'lem');
  try {
    const points = SECRETS.map(() => drawPoint(stream, curve, 'G1'));
    const proofs: [SecretName, KeyProof][] = [];
    for (const [i, name] of SECRETS.entries()) {
      const s = points[i]!;
      const sx = await times('G1', s, secrets[name]);
      const spx = await times('G2', proofPoint(curve, name, challenge, { s, sx }), secrets[name]);
      proofs.push([name, { s, sx, spx }]);
    }
    return { secrets, publicKey: Object.fromEntries(proofs) as PublicKey, wipe };
  } catch (error) {
    wipe();
    throw error;
  }
}
