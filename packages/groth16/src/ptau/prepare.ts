import { inverse } from '@brebaje/curves/curve/arithmetic';
import { CURVES } from '@brebaje/curves/curve/parameters';
import { twoAdicity } from '@brebaje/curves/curve/roots';
import type { Points } from '@brebaje/curves/engine';
import { bigIntToScalar } from '@brebaje/curves/scalar';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { type NewSection, sectionOfBytes, writeContainer } from '../container/write-container.ts';
import { sizesOf } from '../curve.ts';
import { inFileOrder } from '../domain-roots.ts';
import { streamOf } from '../files/source.ts';
import { headerBytes } from './header.ts';
import { countSteps, placeOf, readPoints, type Steps } from './points.ts';
import { type Ptau, ptauSection } from './ptau.ts';
import {
  groupOf,
  largestTable,
  POWERS,
  POWERS_OF_TABLE,
  pointCount,
  SECTION,
  sectionSize,
  TABLES,
  type TablesId,
} from './sections.ts';

/** Bytes that are written at once. */
const PIECE = 1 << 20;

/**
 * The same file with Lagrange tables of every size (`powersoftau prepare phase2`), for domains of up to 2^power. In
 * the largest table of section 12 the power that the file lacks counts as zero. Of a file that was cut snarkjs forgets
 * that it was, and refuses what it has prepared; ours stays what it is.
 *
 * In memory are the largest table's points, twice on BN254 and three times on BLS12-381. Throws Refused for a point that is
 * none of its group, and a RangeError where {@link requireRoots} does.
 */
export function preparePtau(ptau: Ptau, engine: WasmEngine, steps: Steps = {}): AsyncGenerator<Uint8Array> {
  requireRoots(ptau);
  const { power } = ptau.header;
  const tick = countSteps(
    TABLES.reduce((sum, id) => sum + pointCount(id, power), 0),
    steps,
  );
  return writeContainer('ptau', [
    sectionOfBytes(SECTION.header, headerBytes(ptau.header)),
    ...[...POWERS, SECTION.records].map((id) => copyOf(ptau, id)),
    ...TABLES.map((id): NewSection => {
      return { id, size: sectionSize(id, ptau.header), content: () => tables(ptau, engine, id, tick) };
    }),
  ]);
}

/** Throws a RangeError for powers of which the curve has no roots of unity for the largest table. */
export function requireRoots({ header: { curve, power } }: Ptau): void {
  if (power + 1 > twoAdicity(curve))
    throw new RangeError(`no roots of unity of order 2^${power + 1} on ${curve}`);
}

/** A section, or the first `size` bytes of it, as the file has it. */
export function copyOf(ptau: Ptau, id: Parameters<typeof ptauSection>[1], size?: number): NewSection {
  const section = ptauSection(ptau, id);
  const bytes = size ?? section.size;
  return { id, size: bytes, content: () => streamOf(ptau.source, section.from, section.from + bytes) };
}

async function* tables(
  ptau: Ptau,
  engine: WasmEngine,
  id: TablesId,
  tick: (points: number) => void,
): AsyncGenerator<Uint8Array> {
  const largest = largestTable(id, ptau.header.power);
  const shares = await sharesOf(ptau, engine, id, largest);
  const size = sizesOf(engine.curve)[groupOf(id)];
  for (let log = 0; log <= largest; log++) {
    let points = engine.slice(shares, 0, 2 ** log);
    for (let half = log; half < largest; half++) [points] = await engine.sumsAndDifferences(points, points);
    const table = await engine.transform(points);
    yield* inPieces(inFileOrder(engine.curve, await engine.encode(table, 'lem'), size));
    tick(table.count);
  }
}

/**
 * As many powers as the largest table has points, divided by their number: so each table is a transform of the first
 * of them, doubled as often as it is halved.
 */
async function sharesOf(ptau: Ptau, engine: WasmEngine, id: TablesId, largest: number): Promise<Points> {
  const { r } = CURVES[engine.curve];
  const share = bigIntToScalar(inverse(2n ** BigInt(largest), r), r);
  const parts: Points[] = [];
  for await (const { points } of readPoints(engine, placeOf(ptau, POWERS_OF_TABLE[id])))
    parts.push(await engine.scale(points, share));
  if (id === SECTION.lagrangeTauG1) {
    const group = groupOf(id);
    const zeros = new Uint8Array(sizesOf(ptau.header.curve)[group]);
    parts.push(await engine.decode(group, 'lem', zeros, { infinity: true }));
  }
  return engine.concat(parts);
}

function* inPieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}
