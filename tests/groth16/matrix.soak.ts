/**
 * Files of ours read by snarkjs and the other way round, on circuits that circom compiled, from tens of constraints to
 * hundreds of thousands. `BREBAJE_MATRIX_LOG=18` for the largest domain (2^17 unless told otherwise).
 */
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { afterAll, describe, expect, it } from 'vitest';
import { knownPowers } from '../../bench/groth16/known-powers.ts';
import { MANY_PUBLIC, NOTHING_PUBLIC, squares } from './matrix/circuits.ts';
import { matrixRow, type Row, showRows } from './matrix/run.ts';

const LARGEST = Number(process.env.BREBAJE_MATRIX_LOG ?? 17);

/** The chain of squares has a constraint for each, and two public wires: with the constant one they fill 2^log rows. */
const filling = (log: number) => squares(2 ** log - 3, `2^${log} rows, all of them`);

/** By the domains that they need. */
const CIRCUITS = (
  [
    [3, NOTHING_PUBLIC],
    [7, MANY_PUBLIC],
    [4, squares(10)],
    [5, filling(5)],
    [6, squares(2 ** 5 - 2, 'one row too many for 2^5')],
    [10, filling(10)],
    [13, squares(5000)],
    [15, squares(2 ** 14 + 100)],
    [15, filling(15)],
    [17, squares(2 ** 16 + 9)],
    [18, squares(2 ** 17 + 9)],
    [19, squares(2 ** 18 + 9)],
  ] as const
)
  .filter(([log]) => log <= LARGEST)
  .map(([, circuit]) => circuit);

const rows: Row[] = [];
afterAll(() => console.log(showRows(rows)));

describe.each(['bn254', 'bls12-381'] as const)('on %s', async (curve) => {
  const engine = await createWasmEngine({ curve });
  afterAll(() => engine.close());

  it.each(CIRCUITS.map((circuit) => [circuit.name, circuit] as const))('%s', async (_, circuit) => {
    const row = await matrixRow(engine, circuit, (log, path) =>
      pipeline(Readable.from(knownPowers(engine, log + 1, log)), createWriteStream(path)),
    );
    rows.push(row);
    // A row at 2^18 takes many minutes.
    console.log(showRows([row]));
    expect(Object.entries(row.answers).filter(([, yes]) => !yes)).toEqual([]);
  });
});
