import { type Engine, type Group, PointError, type Points, type Progress } from '@brebaje/curves/engine';
import { type Refusal, refusePoint } from './codes.ts';
import { G1_BYTES, G2_BYTES } from './sizes.ts';

/** Powers to check, encoded; with what they claim to extend, if anything. */
export interface PowersInput {
  g1: Uint8Array;
  g2: Uint8Array;
  link?: {
    /** The power 1 of G1 before, 48 bytes, from an accepted state. */
    previous: Uint8Array;
    /** The secret times the generator of G2, 96 bytes. */
    pubkey: Uint8Array;
  };
}

/** The same, every point on the curve and in the prime-order subgroup; infinity is still possible. */
export interface DecodedPowers {
  g1: Points;
  g2: Points;
  link?: { previous: Points; pubkey: Points };
}

const BYTES: Record<Group, number> = { G1: G1_BYTES, G2: G2_BYTES };

/** Decodes strictly: G1, then G2, then the public key, as the reference does; or says which is no point. */
export async function decodePowers(
  engine: Engine,
  input: PowersInput,
  sub: number,
  progress?: Progress,
): Promise<DecodedPowers | Refusal> {
  const g1Count = input.g1.length / G1_BYTES;
  const g1 = await decodeOrRefuse(engine, 'G1', input.g1, sub, progress);
  if ('ok' in g1) return g1;
  const g2 = await decodeOrRefuse(engine, 'G2', input.g2, sub, (done, total) =>
    progress?.(g1Count + done, g1Count + total),
  );
  if ('ok' in g2) return g2;
  if (!input.link) return { g1, g2 };
  const pubkey = await decodeOrRefuse(engine, 'G2', input.link.pubkey, sub);
  if ('ok' in pubkey) return pubkey;
  const previous = await engine.decode('G1', 'zcash', input.link.previous);
  return { g1, g2, link: { previous, pubkey } };
}

async function decodeOrRefuse(
  engine: Engine,
  group: Group,
  bytes: Uint8Array,
  sub: number,
  progress?: Progress,
): Promise<Points | Refusal> {
  try {
    return await engine.decode(group, 'zcash', bytes, { infinity: true, ...(progress && { progress }) });
  } catch (error) {
    if (!(error instanceof PointError)) throw error;
    const { index, fault } = error;
    const point = bytes.subarray(index * BYTES[group], (index + 1) * BYTES[group]);
    return refusePoint(group, sub, index, fault, point);
  }
}
