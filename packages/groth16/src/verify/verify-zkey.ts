import type { Points } from '@brebaje/curves/engine';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { refuseBeacon, requireBeaconRecord } from '../chain/beacon-record.ts';
import { type OpenChain, openChain, pairsOfSteps, refuseChain } from '../chain/check-chain.ts';
import { genesisPairs, isDivided } from '../chain/divided-pairs.ts';
import { type GenesisSums, requireSameCircuit } from '../chain/genesis-sums.ts';
import { joinPairs, productIsOne, sumOf } from '../chain/pairs.ts';
import { contributionHash } from '../chain/record-hash.ts';
import { ComputationFault } from '../computation-fault.ts';
import type { Beacon } from '../random/generators.ts';
import { SECTION, type Zkey } from '../zkey/zkey.ts';
import { requireImmutable } from './immutable-sections.ts';
import { type SumOptions, sumState } from './state-sums.ts';
import { type Refusal, Refused } from './verdict.ts';

/** What a zkey's chain begins with. */
export interface Start {
  readonly genesis: GenesisSums;
  /**
   * The genesis itself, whole, as long as it can be read, or the hash of its sections that no contribution changes.
   * Only whole files need it.
   */
  readonly immutable: Uint8Array | Zkey;
}

export interface VerifyZkeyOptions extends SumOptions {
  /**
   * What the last record must be: the beacon that was agreed on, or nobody's but a person's. Without it a beacon may
   * stand there, and is followed.
   */
  readonly beacon?: Beacon | null;
}

export interface SoundZkey {
  readonly ok: true;
  /** Of every record, in order; 64 bytes each. */
  readonly contributionHashes: readonly Uint8Array[];
  readonly stateHash: Uint8Array;
}

/**
 * Whether a zkey is sound from its genesis: every record, δ in both groups, every point of L and H, and that somebody
 * who is no beacon has contributed. It needs nothing but genesis and file. Whether the genesis is that of a circuit,
 * `verifyGenesis` tells.
 */
export async function verifyZkey(
  engine: WasmEngine,
  { genesis, immutable }: Start,
  zkey: Zkey,
  options: VerifyZkeyOptions = {},
): Promise<SoundZkey | Refusal> {
  try {
    requireSameCircuit(zkey, genesis);
    requirePeople(zkey);
    await requireImmutable(zkey, immutable);
    const chain = await openChain(engine, zkey);
    await requireBeacons(engine, zkey, options.beacon);
    for (const delta of await publicDeltas(engine, zkey, chain.checked.points.delta1))
      await requireLargeDelta(engine, delta);
    const { progress, signal } = options;
    const sums = await sumState(engine, zkey, genesis, { progress, signal });
    await requireEquations(engine, genesis, chain, sums);
    return {
      ok: true,
      contributionHashes: zkey.records.list.map((record) => contributionHash(zkey.header.curve, record)),
      stateHash: sums.stateHash,
    };
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
}

/** A chain of beacons alone has a δ that everybody can compute. */
function requirePeople({ records }: Zkey): void {
  if (records.list.some(({ type }) => type === 'person')) return;
  throw new Refused({
    check: 'final',
    code: 'no-contribution',
    section: SECTION.records,
    text:
      records.list.length > 0
        ? 'nobody but a beacon has contributed, and that everybody can compute'
        : 'nobody has contributed: whoever uses this key is open to forged proofs',
  });
}

/** Beacons stand at the end, at most one, and are what they say. */
async function requireBeacons(
  engine: WasmEngine,
  { records }: Zkey,
  expected: Beacon | null | undefined,
): Promise<void> {
  const last = records.list.length - 1;
  for (const [index, record] of records.list.entries()) {
    if (record.type === 'beacon' && (index < last || expected === null)) {
      throw refuseBeacon(index, 'is a beacon’s, and must be a person’s');
    }
  }
  const record = records.list[last]!;
  const beacon = expected ?? record.beacon;
  if (beacon) await requireBeaconRecord(engine, record, last, beacon);
}

/** δ, and before a beacon δ as the last person left it: what the beacon multiplies it by, everybody knows. */
async function publicDeltas(engine: WasmEngine, { records }: Zkey, delta1: Points): Promise<Points[]> {
  const person = records.list.at(-2);
  if (records.list.at(-1)?.type !== 'beacon' || !person) return [delta1];
  return [delta1, await engine.decode('G1', 'lem', person.deltaAfter)];
}

/** In ceremonies γ is the generator; a δ that is a small multiple of it is as good as none. */
async function requireLargeDelta(engine: WasmEngine, delta1: Points): Promise<void> {
  if (!(await engine.isSmallMultiple(delta1))) return;
  throw new Refused({
    check: 'final',
    code: 'small-delta',
    section: SECTION.header,
    text: 'δ is a small multiple of γ: proofs for this key can be forged',
  });
}

/**
 * One product of two Miller loops for each record and two more: of records and δ as in check-chain.ts, and with the
 * genesis' combination S₀ and a random κ e(S − κ·G, δ₂)·e(κ·δ₁ − S₀, G₂).
 */
async function requireEquations(
  engine: WasmEngine,
  genesis: GenesisSums,
  chain: OpenChain,
  sums: { l: Points; h: Points },
): Promise<void> {
  const decode = (bytes: Uint8Array) => engine.decode('G1', 'lem', bytes, { infinity: true });
  const [l, h] = [await decode(genesis.l), await decode(genesis.h)];
  const { delta1, delta2 } = chain.checked.points;
  const sum = await sumOf(engine, [sums.l, sums.h]);
  const pairs = joinPairs(engine, [
    ...(await pairsOfSteps(engine, chain.steps)),
    await genesisPairs(engine, { sum, delta1, delta2 }, await sumOf(engine, [l, h])),
  ]);
  // H has no infinity: an engine that gives zeros would make any two sums equal.
  if (!engine.isInfinity(sum, 0) && (await productIsOne(engine, pairs))) return;
  await refuseChain(engine, chain);
  for (const [code, section, now, then] of [
    ['l', SECTION.l, sums.l, l],
    ['h', SECTION.h, sums.h, h],
  ] as const) {
    if (await isDivided(engine, now, delta2, then)) continue;
    const text = `${section === SECTION.l ? 'L' : 'H'} is not that of the genesis divided by δ`;
    throw new Refused({ check: 'mathematical', code, section, text });
  }
  throw new ComputationFault('every equation of the file holds, but not all at once');
}
