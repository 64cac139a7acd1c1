import { writeFile } from 'node:fs/promises';
import { r1csOf, smallCircuit } from '@brebaje/groth16/testing/small-circuit';
import type { FileStage } from './file-stage.ts';

/** The power with one to spare for the circuit of tests. */
const POWER = 6;

/** Puts a circuit and a phase 1 into the stage: `circuit.r1cs` and `pot.ptau`, which a person contributed to. */
export async function putCircuit(stage: FileStage, curve: 'bn254' | 'bls12-381'): Promise<void> {
  await writeFile(stage.path('circuit.r1cs'), await r1csOf(smallCircuit(curve)));
  await stage.well(`powersoftau new ${curve} ${POWER} ./pot_0.ptau`);
  await stage.well('powersoftau contribute ./pot_0.ptau ./pot_1.ptau');
  await stage.well('powersoftau prepare phase2 ./pot_1.ptau ./pot.ptau');
}
