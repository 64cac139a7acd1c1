/** Circuits, each of which is judged beside the genesis of the one that was changed. */
import { memorySource } from '@brebaje/groth16/files/source';
import { openR1cs } from '@brebaje/groth16/r1cs/r1cs';
import { MATRIX, readTerms } from '@brebaje/groth16/r1cs/terms';
import { r1csOf } from '@brebaje/groth16/testing/small-circuit';
import { genesisOutcome } from '../outcome.ts';
import type { Stage } from '../stage.ts';
import { containerFields } from './container-fields.ts';
import type { FieldPlace, Target } from './target.ts';

/** What a genesis depends on: sizes, entries of A and B one by one, and those of C added up. */
async function meaning(bytes: Uint8Array): Promise<string> {
  const r1cs = await openR1cs(memorySource(bytes));
  const { curve, nWires, nPubOut, nPubIn, nConstraints } = r1cs.header;
  const entries: string[] = [];
  const sums = new Map<string, bigint>();
  for await (const { count, matrices, constraints, wires, coefficients } of readTerms(r1cs)) {
    for (let i = 0; i < count; i++) {
      const value = BigInt(
        `0x${Buffer.from(coefficients.slice(32 * i, 32 * i + 32))
          .reverse()
          .toString('hex')}`,
      );
      const place = `${matrices[i]} ${constraints[i]} ${wires[i]}`;
      if (matrices[i] === MATRIX.c) sums.set(place, (sums.get(place) ?? 0n) + value);
      else entries.push(`${place} ${value}`);
    }
  }
  const added = [...sums].filter(([, value]) => value !== 0n).map(String);
  return JSON.stringify([curve, nWires, nPubOut + nPubIn, nConstraints, entries, added.toSorted()]);
}

export const UNUSED = 'labels, kinds of inputs, and how C is written';

export async function r1csTarget(stage: Stage): Promise<Target> {
  const { circuit } = stage;
  const [bytes, other] = [await r1csOf(circuit), await r1csOf({ ...circuit, publicWires: 1 })];
  const { header, ...sections } = await openR1cs(memorySource(bytes));
  const { from } = sections.constraints;
  const at = 12 + 12;
  const fields: FieldPlace[] = [
    ...containerFields(bytes),
    { name: 'bytes of r', at, size: 4 },
    { name: 'r', at: at + 4, size: 8 },
    ...['nWires', 'nPubOut', 'nPubIn', 'nPrvIn'].map((name, i) => ({
      name,
      at: at + 36 + 4 * i,
      size: 4 as const,
    })),
    { name: 'nLabels', at: at + 52, size: 8 },
    { name: 'nConstraints', at: at + 60, size: 4 },
    { name: 'terms of the first combination', at: from, size: 4 },
    { name: 'the first wire', at: from + 4, size: 4 },
    { name: 'the first coefficient', at: from + 8, size: 8 },
    { name: 'the end of the first coefficient', at: from + 32, size: 8 },
    { name: 'the first label', at: sections.labels.from, size: 8 },
  ];
  const original = await meaning(bytes);
  return {
    name: `a circuit of ${header.nConstraints} constraints`,
    format: 'r1cs',
    bytes,
    other,
    encoding: 'lem',
    points: [],
    fields,
    records: [],
    share: 1,
    judge: (changed) => genesisOutcome(stage, stage.genesis, { r1cs: changed }),
    same: async (changed) => ((await meaning(changed)) === original ? UNUSED : undefined),
    meanings: [UNUSED],
  };
}
