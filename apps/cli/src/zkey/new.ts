import { createGenesis } from '@brebaje/groth16/genesis/create-genesis';
import { document, facts } from '../rest/tell.ts';
import { genesisOf } from '../setup-files/names.ts';
import { requirePlace, writeNewFile } from '../setup-files/new-file.ts';
import { hex, inLines } from '../setup-files/tell.ts';
import { atWorkbench, type FileOptions } from '../setup-files/workbench.ts';
import type { Shell } from '../shell.ts';
import { writeAll } from './write-all.ts';

export interface NewZkeyOptions extends FileOptions {
  force?: boolean;
}

/** `brebaje zkey new` and `brebaje groth16 setup`: a circuit's genesis. */
export function newZkey(
  [circuit, powers, output = genesisOf(circuit)]: [r1cs: string, ptau: string, zkey?: string | undefined],
  options: NewZkeyOptions,
  shell: Shell,
): Promise<void> {
  return atWorkbench(shell, options, async (bench) => {
    const { line, signal } = bench;
    await requirePlace(output, { size: 0, force: options.force });
    const [r1cs, ptau] = [await bench.r1cs(circuit), await bench.ptau(powers)];
    const engine = await bench.engine(r1cs.header.curve);
    const progress = bench.bar('Computing');
    line.stage('Reading the circuit');
    const genesis = await createGenesis(engine, r1cs, ptau, { progress, signal });
    const { header, size } = genesis;
    await writeNewFile(output, { size, force: options.force, signal }, (sink) =>
      writeAll(genesis.output, sink),
    );
    const { circuitHash } = (await bench.zkey(output)).records;
    line.line(`Wrote ${output}. Before people contribute: brebaje zkey verify genesis`);
    const { curve, nVars, nPublic, domainSize } = header;
    if (options.json) {
      document(shell, {
        file: output,
        bytes: size,
        curve,
        wires: nVars,
        publicWires: nPublic,
        domainSize,
        circuitHash: hex(circuitHash),
        notes: bench.notes,
      });
      return;
    }
    facts(shell, [
      ['Wires', `${nVars}, ${nPublic} of them public`],
      ['Domain', domainSize],
      ['Circuit hash', inLines(circuitHash)],
    ]);
  });
}
