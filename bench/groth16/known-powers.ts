/**
 * Powers of a τ that is known, for benches: made in the field and multiplied by the generators, in minutes where
 * snarkjs takes hours. Never of use for anything else.
 */
import { CURVES } from '@brebaje/curves/curve/parameters';
import type { CurveName, Group } from '@brebaje/curves/engine';
import { bigIntToScalar, SCALAR_BYTES } from '@brebaje/curves/scalar';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { sectionOfBytes, writeContainer } from '@brebaje/groth16/container/write-container';
import { sizesOf } from '@brebaje/groth16/curve';
import { domainRoot } from '@brebaje/groth16/domain-roots';
import { headerBytes } from '@brebaje/groth16/ptau/header';
import { recordsBytes } from '@brebaje/groth16/ptau/records';
import {
  firstOfTable,
  groupOf,
  largestTable,
  POWERS,
  type PowersId,
  pointCount,
  SECTION,
  sectionSize,
  TABLES,
  type TablesId,
} from '@brebaje/groth16/ptau/sections';
import { fixedBase } from './fixed-base.ts';

/** Powers of τ repeat, so that few have to be made; the size of no domain is a multiple of an odd number. */
const PERIOD = 9 * 11_003;
const ALPHA = 5n ** 110n;
const BETA = 7n ** 100n;

/** Points of one step. */
const STEP = 1 << 14;

/** What the powers of a section are multiplied by. */
const FACTORS: Record<PowersId, bigint> = { 2: 1n, 3: 1n, 4: ALPHA, 5: BETA, 6: BETA };
const FACTORS_OF_TABLES: Record<TablesId, bigint> = { 12: 1n, 13: 1n, 14: ALPHA, 15: BETA };

/**
 * A prepared ptau. Of its tables there are those that a circuit of 2^log rows needs; smaller and larger ones are
 * infinity.
 */
export function knownPowers(engine: WasmEngine, power: number, log: number): AsyncGenerator<Uint8Array> {
  const { curve } = engine;
  const header = { curve, power, ceremonyPower: power };
  const size = (id: PowersId | TablesId) => sectionSize(id, header);
  return writeContainer('ptau', [
    sectionOfBytes(SECTION.header, headerBytes(header)),
    ...POWERS.map((id) => ({ id, size: size(id), content: () => powers(engine, id, power) })),
    sectionOfBytes(SECTION.records, recordsBytes([])),
    ...TABLES.map((id) => ({ id, size: size(id), content: () => tables(engine, id, power, log) })),
  ]);
}

/** A number whose powers repeat after {@link PERIOD}. */
function tauOf(curve: CurveName): bigint {
  const { r } = CURVES[curve];
  const tau = powerOf(5n, (r - 1n) / BigInt(PERIOD), r);
  if ([3, 11_003].some((prime) => powerOf(tau, BigInt(PERIOD / prime), r) === 1n)) {
    throw new RangeError(`no powers that repeat after ${PERIOD} on ${curve}`);
  }
  return tau;
}

async function* powers(engine: WasmEngine, id: PowersId, power: number): AsyncGenerator<Uint8Array> {
  const { r } = CURVES[engine.curve];
  const total = pointCount(id, power);
  const tau = bigIntToScalar(tauOf(engine.curve), r);
  const scalars = await engine.scalars.powers(bigIntToScalar(FACTORS[id], r), tau, Math.min(total, PERIOD));
  const period: Uint8Array[] = [];
  for await (const bytes of multiples(engine, groupOf(id), scalars)) period.push(bytes);
  const size = sizesOf(engine.curve)[groupOf(id)];
  for (let left = total * size; left > 0; ) {
    for (const bytes of period) {
      if (left > 0) yield bytes.subarray(0, left);
      left -= bytes.length;
    }
  }
}

async function* tables(
  engine: WasmEngine,
  id: TablesId,
  power: number,
  log: number,
): AsyncGenerator<Uint8Array> {
  const size = sizesOf(engine.curve)[groupOf(id)];
  const needed = id === SECTION.lagrangeTauG1 ? [log, log + 1] : [log];
  yield* zeros(firstOfTable(log) * size);
  for (const one of needed) {
    yield* multiples(engine, groupOf(id), await lagrange(engine, one, FACTORS_OF_TABLES[id]));
  }
  const last = needed.at(-1)!;
  yield* zeros((firstOfTable(largestTable(id, power) + 1) - firstOfTable(last + 1)) * size);
}

/** factor·Lⱼ(τ) = factor·(τ^N − 1)/N · ω^j/(τ − ω^j). */
async function lagrange(engine: WasmEngine, log: number, factor: bigint): Promise<Uint8Array> {
  const { scalars, curve } = engine;
  const { r } = CURVES[curve];
  const n = 2 ** log;
  const roots = await scalars.powers(bigIntToScalar(1n, r), bigIntToScalar(domainRoot(curve, log), r), n);
  const tau = tauOf(curve);
  const differences = await scalars.subtract(repeated(tau, n, curve), roots);
  const vanishing = powerOf(tau, BigInt(n), r) - 1n;
  const front = (((factor * vanishing) % r) * powerOf(BigInt(n), r - 2n, r)) % r;
  const terms = await scalars.multiply(roots, await scalars.invert(differences));
  return scalars.multiply(terms, repeated(front, n, curve));
}

async function* multiples(engine: WasmEngine, group: Group, scalars: Uint8Array): AsyncGenerator<Uint8Array> {
  const base = await fixedBase(engine, group);
  for (let at = 0; at < scalars.length; at += STEP * SCALAR_BYTES) {
    yield engine.encode(await base.times(scalars.subarray(at, at + STEP * SCALAR_BYTES)), 'lem');
  }
}

function* zeros(size: number): Generator<Uint8Array> {
  for (let left = size; left > 0; left -= 1 << 20) yield new Uint8Array(Math.min(left, 1 << 20));
}

function repeated(value: bigint, count: number, curve: CurveName): Uint8Array {
  const scalar = bigIntToScalar(value, CURVES[curve].r);
  const bytes = new Uint8Array(count * SCALAR_BYTES);
  for (let at = 0; at < bytes.length; at += SCALAR_BYTES) bytes.set(scalar, at);
  return bytes;
}

function powerOf(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let [result, square, rest] = [1n, base % modulus, exponent];
  for (; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}
