import type { CurveName, Engine, Group } from '@brebaje/curves/engine';
import { bigIntToScalar, SCALAR_ORDERS } from '@brebaje/curves/scalar';
import { sha256 } from '@noble/hashes/sha2.js';
import type { Chain } from '../chain/check-chain.ts';
import { Transcript } from '../chain/transcript.ts';
import { generatorBytes } from '../curve.ts';
import { drawPoint, hashToG2 } from '../random/curve-point.ts';
import { KeyStream } from '../random/key-stream.ts';
import type { ContributionRecord } from '../zkey/records.ts';

/** A contribution whose secrets are known, and can be other than honest ones. */
export interface MadeStep {
  readonly secret: bigint;
  /** What δ is multiplied by, and what the proof's point of G2. The secret unless told otherwise. */
  readonly ofDelta?: bigint;
  readonly ofPartner?: bigint;
}

/** A group's point in the form of the files times an integer. */
export async function times(
  engine: Engine,
  group: Group,
  point: Uint8Array,
  factor: bigint,
): Promise<Uint8Array> {
  const scalar = bigIntToScalar(factor, SCALAR_ORDERS[engine.curve]);
  return engine.encode(await engine.scale(await engine.decode(group, 'lem', point), scalar), 'lem');
}

/** Header and records after such contributions to a genesis. */
export async function madeChain(engine: Engine, genesis: Chain, steps: readonly MadeStep[]): Promise<Chain> {
  const { curve } = genesis.header;
  const { circuitHash } = genesis.records;
  const transcript = new Transcript(curve, circuitHash);
  const list: ContributionRecord[] = [];
  let delta1: Uint8Array = generatorBytes(curve, 'G1');
  let delta2: Uint8Array = generatorBytes(curve, 'G2');
  for (const [i, { secret, ofDelta = secret, ofPartner = secret }] of steps.entries()) {
    const s = drawPoint(new KeyStream(sha256(Uint8Array.of(i))), curve, 'G1');
    const sx = await times(engine, 'G1', s, secret);
    const hash = transcript.of({ s, sx });
    delta1 = await times(engine, 'G1', delta1, ofDelta);
    delta2 = await times(engine, 'G2', delta2, ofDelta);
    const spx = await times(engine, 'G2', hashToG2(curve, hash), ofPartner);
    const proof = { deltaAfter: delta1, s, sx, spx, transcript: hash };
    transcript.add(proof);
    list.push({ ...proof, type: 'person', name: undefined, beacon: undefined });
  }
  return {
    header: { ...genesis.header, delta1, delta2 },
    records: { circuitHash, list, offsets: [] },
  };
}

/** The header of a circuit that there is only a header of. */
export function madeGenesis(curve: CurveName): Chain {
  const [g1, g2] = [generatorBytes(curve, 'G1'), generatorBytes(curve, 'G2')];
  return {
    header: {
      curve,
      nVars: 9,
      nPublic: 2,
      domainSize: 8,
      alpha1: g1,
      beta1: g1,
      beta2: g2,
      gamma2: g2,
      delta1: g1,
      delta2: g2,
    },
    records: { circuitHash: new Uint8Array(64).fill(5), list: [], offsets: [] },
  };
}
