import { joinBytes } from '@brebaje/curves/bytes';
import { inverse, modulo, power as powerOf } from '@brebaje/curves/curve/arithmetic';
import type { Points } from '@brebaje/curves/engine';
import { bigIntToScalar, randomScalars, SCALAR_ORDERS, scalarToBigInt } from '@brebaje/curves/scalar';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { joinPairs, type Pairs, productIsOne, sumOf } from '../chain/pairs.ts';
import { ratioPairs } from '../chain/proof-pairs.ts';
import { ComputationFault } from '../computation-fault.ts';
import { domainRoot } from '../domain-roots.ts';
import { Refused } from '../verify/verdict.ts';
import { placeOf, readPoints } from './points.ts';
import type { Ptau } from './ptau.ts';
import type { StatePoints } from './record-points.ts';
import { firstOfTable, groupOf, largestTable, POWERS_OF_TABLE, SECTION, type TablesId } from './sections.ts';

/**
 * Throws Refused unless a section's tables are those of the powers, which have been checked. `tick` counts points.
 *
 * The table of size n is right when Σₖ (Σᵢ x^i·ω^(ik))·Tₖ = Σᵢ x^i·Pᵢ for a random x: the difference of the sides is a
 * polynomial in x of degree below n, which a wrong table makes zero with probability n/r at most, less than 2⁻²²⁰.
 * The inner sum is (x^n − 1)/(x·ω^k − 1), so that nothing needs to be transformed or kept. All tables of a section
 * are one combination, each with a random factor of its own.
 */
export async function requireTables(
  engine: WasmEngine,
  ptau: Ptau,
  id: TablesId,
  state: StatePoints,
  tick: (points: number) => void,
): Promise<void> {
  const logs = Array.from({ length: largestTable(id, ptau.header.power) + 1 }, (_, log) => log);
  if (await tablesHold(engine, ptau, id, state, logs, tick)) return;
  for (const log of logs) {
    if (await tablesHold(engine, ptau, id, state, [log], () => {})) continue;
    throw new Refused({
      check: 'mathematical',
      code: 'tables',
      section: id,
      index: firstOfTable(log),
      text: `the table of 2^${log} points in section ${id} is not that of the powers`,
    });
  }
  throw new ComputationFault(`tables of section ${id} are sound, but not together`);
}

async function tablesHold(
  engine: WasmEngine,
  ptau: Ptau,
  id: TablesId,
  state: StatePoints,
  logs: readonly number[],
  tick: (points: number) => void,
): Promise<boolean> {
  const order = SCALAR_ORDERS[engine.curve];
  const draw = () => scalarToBigInt(randomScalars(1, 32, order));
  const x = draw();
  const factors = new Map(logs.map((log) => [log, draw()]));
  const tables: Points[] = [];
  for (const [log, factor] of factors) {
    for await (const sum of tableSums(engine, ptau, id, log, x, factor, tick)) tables.push(sum);
  }
  const powers: Points[] = [];
  for await (const sum of powerSums(engine, ptau, id, x, factors, tick)) powers.push(sum);
  const sides = await equalPairs(engine, id, await sumOf(engine, tables), await sumOf(engine, powers));
  if (await productIsOne(engine, sides)) return true;

  // A file that was cut has the power that others lack in its largest table, from when it was larger.
  const largest = factors.get(ptau.header.power + 1);
  if (id !== SECTION.lagrangeTauG1 || largest === undefined) return false;
  const last = 2 ** (ptau.header.power + 1) - 1;
  const weight = modulo(-largest * powerOf(x, BigInt(last), order), order);
  const lacking = await oneTimes(engine, ptau, last - 1, bigIntToScalar(weight, order));
  return productIsOne(engine, joinPairs(engine, [sides, { g1: lacking, g2: state.tauG2 }]));
}

/** Σₖ factor·(x^n − 1)/(x·ω^k − 1)·Tₖ over the table of n = 2^log points, in pieces. */
async function* tableSums(
  engine: WasmEngine,
  ptau: Ptau,
  id: TablesId,
  log: number,
  x: bigint,
  factor: bigint,
  tick: (points: number) => void,
): AsyncGenerator<Points> {
  const order = SCALAR_ORDERS[engine.curve];
  const root = domainRoot(engine.curve, log);
  // Dividing numerators' inverse into denominators leaves one inversion for each point.
  const share = inverse(modulo(factor * (powerOf(x, 1n << BigInt(log), order) - 1n), order), order);
  const begin = firstOfTable(log);
  for await (const { first, points } of readPoints(engine, placeOf(ptau, id, begin, begin + 2 ** log))) {
    const start = modulo(share * x * powerOf(root, BigInt(first - begin), order), order);
    const numbers = [bigIntToScalar(start, order), bigIntToScalar(root, order)] as const;
    const products = await engine.scalars.powers(...numbers, points.count);
    const shares = joinBytes(Array.from({ length: points.count }, () => bigIntToScalar(share, order)));
    const scalars = await engine.scalars.invert(await engine.scalars.subtract(products, shares));
    yield await engine.msm(points, scalars, 32);
    tick(points.count);
  }
}

/** Σᵢ (Σ factors of the tables with more than i points)·x^i·Pᵢ, in pieces. */
async function* powerSums(
  engine: WasmEngine,
  ptau: Ptau,
  id: TablesId,
  x: bigint,
  factors: ReadonlyMap<number, bigint>,
  tick: (points: number) => void,
): AsyncGenerator<Points> {
  const order = SCALAR_ORDERS[engine.curve];
  const largest = Math.max(...factors.keys());
  // Powers 2^(log − 1) to 2^log are in the same tables.
  for (let log = 0; log <= largest; log++) {
    const [from, behind] = [log === 0 ? 0 : 2 ** (log - 1), 2 ** log];
    const weight = [...factors].reduce((sum, [other, factor]) => sum + (other >= log ? factor : 0n), 0n);
    const lacksLast = id === SECTION.lagrangeTauG1 && log === ptau.header.power + 1;
    const place = placeOf(ptau, POWERS_OF_TABLE[id], from, lacksLast ? behind - 1 : behind);
    for await (const { first, points } of readPoints(engine, place)) {
      const start = modulo(weight * powerOf(x, BigInt(first), order), order);
      const numbers = [bigIntToScalar(start, order), bigIntToScalar(x, order)] as const;
      yield await engine.msm(points, await engine.scalars.powers(...numbers, points.count), 32);
      tick(points.count);
    }
  }
}

/** Factors whose product is one when two points of a table's group are the same. */
function equalPairs(engine: WasmEngine, id: TablesId, a: Points, b: Points): Promise<Pairs> {
  if (groupOf(id) === 'G2') {
    const generator = engine.generator('G1');
    return ratioPairs(engine, [generator, a], [generator, b]);
  }
  const generator = engine.generator('G2');
  return ratioPairs(engine, [a, generator], [b, generator]);
}

/** Power `index` of τ times a number. */
async function oneTimes(engine: WasmEngine, ptau: Ptau, index: number, scalar: Uint8Array): Promise<Points> {
  for await (const { points } of readPoints(engine, placeOf(ptau, 2, index, index + 1))) {
    return engine.msm(points, scalar, 32);
  }
  throw new RangeError(`no power ${index}`);
}
