import { memorySource } from '@brebaje/groth16/files/source';
import { createGenesis } from '@brebaje/groth16/genesis/create-genesis';
import { firstOfTable } from '@brebaje/groth16/ptau/sections';
import { openR1cs } from '@brebaje/groth16/r1cs/r1cs';
import { bytesOf } from '@brebaje/groth16/testing/bytes-of';
import { contributed, edited, ptauIn, startOf } from '@brebaje/groth16/testing/made-ptau';
import { preparedPowers } from '@brebaje/groth16/testing/snarkjs';
import { genesisOutcome, phase1Outcome } from '../outcome.ts';
import type { Stage } from '../stage.ts';
import { inSection, multiple, type Row, row } from './row.ts';

/** The stage's smallest phase 1 with a point of a table or of the powers replaced. */
const phase1With = (id: 2 | 12 | 13 | 14 | 15, index: number) => async (stage: Stage) => {
  const group = id === 13 ? 'G2' : 'G1';
  const ptau = await ptauIn(stage.phase1);
  const bytes = await multiple(stage, group, 11n);
  const changed = await edited(ptau, { point: { id, index, bytes } });
  return phase1Outcome(stage, await changed.source.read(0, changed.source.size));
};

export const PHASE1: Row[] = [
  ...([12, 13, 14, 15] as const).map((id) =>
    row(
      '2.5',
      `another point in the tables of section ${id}`,
      `mathematical tables ${id} ${firstOfTable(1)}`,
      phase1With(id, firstOfTable(1) + 1),
    ),
  ),
  row(
    '2.5',
    'another point in the largest table',
    `mathematical tables 12 ${firstOfTable(2)}`,
    phase1With(12, firstOfTable(2) + 3),
  ),
  row(
    '2.5',
    'a genesis of tables that are not the powers’',
    'mathematical other-circuit 5',
    async (stage) => {
      const ptau = await ptauIn(stage.ptau);
      const bytes = await multiple(stage, 'G1', 11n);
      const index = firstOfTable(5) + 3;
      const spoilt = await edited(ptau, { point: { id: 12, index, bytes } });
      const r1cs = await openR1cs(memorySource(stage.r1cs));
      return genesisOutcome(stage, await bytesOf((await createGenesis(stage.engine, r1cs, spoilt)).output));
    },
  ),
  row('2.6', 'a phase 1 by nobody but a beacon', 'consistency nobody 7', (stage) =>
    phase1Outcome(stage, stage.ptau),
  ),
  row(
    '2.6',
    'a phase 1 whose points are not the last record’s',
    'consistency response-hash 7 0',
    phase1With(2, 2),
  ),
  row('2.6', 'a phase 1 of the other curve', 'unsuitable', async (stage) => {
    const other = stage.curve === 'bn254' ? 'bls12-381' : 'bn254';
    return genesisOutcome(stage, stage.genesis, { ptau: await preparedPowers(other, 6) });
  }),
  row('2.6', 'a phase 1 that is too small', 'unsuitable', async (stage) =>
    genesisOutcome(stage, stage.genesis, { ptau: await preparedPowers(stage.curve, 4) }),
  ),
  row('2.6', 'another phase 1 than that of the genesis', 'consistency other-circuit 2', async (stage) => {
    const { engine } = stage;
    const other = await contributed(await startOf(engine, 5), engine);
    return genesisOutcome(stage, stage.genesis, { ptau: await other.source.read(0, other.source.size) });
  }),
  row('2.7', 'another hash of the circuit', 'consistency other-circuit 10', async (stage) =>
    genesisOutcome(stage, await inSection(stage.genesis, 10, (content) => content.set([content[7]! ^ 1], 7))),
  ),
];
