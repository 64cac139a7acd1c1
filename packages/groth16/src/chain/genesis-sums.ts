import type { Engine, Progress } from '@brebaje/curves/engine';
import { generatorBytes } from '../curve.ts';
import { sameBytes } from '../same-bytes.ts';
import { Refused } from '../verify/verdict.ts';
import { HEADER_POINTS, type ZkeyHeader } from '../zkey/header.ts';
import { SECTION, type Zkey } from '../zkey/zkey.ts';
import { decodeHeader } from './chain-points.ts';
import { InfinityMap } from './divided-points.ts';
import { combinationSeed } from './point-sums.ts';
import { sumDivided } from './sum-divided.ts';

/**
 * What a genesis' L and H are compared by: a secret combination of their points. Whoever keeps it needs neither
 * any more; whoever made a file before the seed was drawn cannot have made the points to fit.
 */
export interface GenesisSums {
  readonly header: ZkeyHeader;
  readonly circuitHash: Uint8Array;
  readonly seed: Uint8Array;
  /** Σ sⱼ·Pⱼ over L and over H, in the form of the files. */
  readonly l: Uint8Array;
  readonly h: Uint8Array;
  /** Where L is infinity. */
  readonly infinities: InfinityMap;
}

export interface GenesisSumsOptions {
  /** A fresh one unless given. */
  seed?: Uint8Array;
  progress?: Progress;
  signal?: AbortSignal;
}

/**
 * Reads a genesis, whole or slim, and combines its points. Its hash is compared by the caller, or the genesis
 * verified: here it is only made sure that every point can be computed with and that γ and δ are generators. Throws
 * Refused.
 */
export async function sumGenesis(
  engine: Engine,
  genesis: Zkey,
  options: GenesisSumsOptions = {},
): Promise<GenesisSums> {
  const { header, records } = genesis;
  const { curve } = header;
  await decodeHeader(engine, header);
  const fresh =
    sameBytes(header.delta1, generatorBytes(curve, 'G1')) &&
    sameBytes(header.delta2, generatorBytes(curve, 'G2'));
  if (records.list.length > 0 || !fresh) {
    throw new Refused({
      check: 'consistency',
      code: 'not-a-genesis',
      section: records.list.length > 0 ? SECTION.records : SECTION.header,
      text: 'somebody has contributed to what should be the genesis',
    });
  }

  // Whether δ is a small multiple of γ can only be told of a γ that nobody chose.
  if (!sameBytes(header.gamma2, generatorBytes(curve, 'G2'))) {
    throw new Refused({
      check: 'consistency',
      code: 'not-a-genesis',
      section: SECTION.header,
      text: 'γ₂ is not the generator, which it is in every ceremony',
    });
  }

  const { seed = combinationSeed(), ...rest } = options;
  const infinities = InfinityMap.of(header);
  const { l, h } = await sumDivided(engine, genesis, seed, {
    ...rest,
    onChunk: (chunk) => infinities.note(chunk),
  });
  return {
    header,
    circuitHash: records.circuitHash,
    seed,
    l: await engine.encode(l, 'lem'),
    h: await engine.encode(h, 'lem'),
    infinities,
  };
}

/** Throws Refused unless a file is of the circuit that another one is of: all of the header but δ, and the hash. */
export function requireSameCircuit(
  file: Pick<Zkey, 'header' | 'records'>,
  genesis: { header: ZkeyHeader; circuitHash: Uint8Array },
): void {
  const { header, records } = file;
  const sizes = ['curve', 'nVars', 'nPublic', 'domainSize'] as const;
  const points = HEADER_POINTS.map(([name]) => name).filter((name) => !name.startsWith('delta'));
  const refuse = (section: number, what: string) =>
    new Refused({
      check: 'consistency',
      code: 'other-circuit',
      section,
      text: `${what} not that of the genesis`,
    });
  if (
    sizes.some((name) => header[name] !== genesis.header[name]) ||
    points.some((name) => !sameBytes(header[name], genesis.header[name]))
  ) {
    throw refuse(SECTION.header, 'the header is');
  }
  if (!sameBytes(records.circuitHash, genesis.circuitHash)) {
    throw refuse(SECTION.records, 'the circuit’s hash is');
  }
}
