import { joinBytes } from '@brebaje/curves/bytes';
import { CURVES } from '@brebaje/curves/curve/parameters';
import type { CurveName } from '@brebaje/curves/engine';
import * as snarkjs from 'snarkjs';
import { sectionOfBytes, writeContainer } from '../container/write-container.ts';
import { integerBytes, u32Bytes } from '../little-endian.ts';
import { keptFile, preparedPowers, snarkjsCurve, written } from './snarkjs.ts';

/** A circuit for tests: wire after wire is the product of the two before it. */
export interface TestCircuit {
  readonly curve: CurveName;
  readonly constraints: number;
  readonly publicWires: number;
  /** Wires of no constraint, whose points are infinity. */
  readonly unused: number;
}

/** What tests mostly need: some of everything, and small. */
export function smallCircuit(curve: CurveName): TestCircuit {
  return { curve, constraints: 20, publicWires: 2, unused: 1 };
}

/** The circuit's r1cs, section by section as circom writes them. */
export async function r1csOf(circuit: TestCircuit): Promise<Uint8Array> {
  const { curve, constraints, publicWires, unused } = circuit;
  const { r } = CURVES[curve];
  const wires = 2 + constraints + unused;
  const term = (wire: number, factor: bigint) => joinBytes([u32Bytes(wire), integerBytes(factor, 32)]);
  const sum = (...terms: Uint8Array[]) => joinBytes([u32Bytes(terms.length), ...terms]);
  const lists = Array.from({ length: constraints }, (_, i) => [
    sum(term(i, 1n), term(i + 1, r - 1n)),
    sum(term(i + 1, BigInt(i + 2))),
    sum(term(i + 2, 1n)),
  ]);
  const header = joinBytes([
    u32Bytes(32),
    integerBytes(r, 32),
    u32Bytes(wires, 0, publicWires, wires - 1 - publicWires, wires, 0, constraints),
  ]);
  const labels = joinBytes(Array.from({ length: wires }, (_, i) => u32Bytes(i, 0)));
  const sections = [header, joinBytes(lists.flat()), labels];
  const parts: Uint8Array[] = [];
  for await (const bytes of writeContainer(
    'r1cs',
    sections.map((bytes, i) => sectionOfBytes(i + 1, bytes)),
  )) {
    parts.push(bytes);
  }
  return joinBytes(parts);
}

/** The smallest powers with one to spare. */
export function powersFor({ curve, constraints, publicWires }: TestCircuit): Promise<Uint8Array> {
  return preparedPowers(curve, Math.floor(Math.log2(constraints + publicWires)) + 2);
}

/** The genesis that snarkjs makes of it. */
export function genesisOf(circuit: TestCircuit): Promise<Uint8Array> {
  const { curve, constraints, publicWires, unused } = circuit;
  return keptFile(`${curve}-${constraints}-${publicWires}-${unused}.zkey`, async () => {
    const [r1cs, powers] = [await r1csOf(circuit), await powersFor(circuit)];
    await snarkjsCurve(curve);
    return written((to) => snarkjs.zKey.newZKey(r1cs, powers, to));
  });
}
