import { ptauInfo } from '@brebaje/groth16/ptau/info';
import type { Ptau } from '@brebaje/groth16/ptau/ptau';
import { bytes, document, facts } from '../rest/tell.ts';
import { type RecordFacts, recordFacts, tellRecords } from '../setup-files/records.ts';
import { hex } from '../setup-files/tell.ts';
import { atWorkbench, type FileOptions } from '../setup-files/workbench.ts';
import type { Shell } from '../shell.ts';

/** `brebaje powersoftau info`: what a ptau says of itself. */
export function powersInfo(path: string, options: FileOptions, shell: Shell): Promise<void> {
  return atWorkbench(shell, options, async (bench) => {
    const ptau = await bench.ptau(path);
    const { curve, power, ceremonyPower, prepared, cut } = ptauInfo(ptau);
    const contributions = powersContributions(ptau);
    if (options.json) {
      const size = ptau.source.size;
      const found = { curve, power, ceremonyPower, prepared, contributions, notes: bench.notes };
      return document(shell, { file: path, bytes: size, ...found });
    }
    facts(shell, [
      ['Size', bytes(ptau.source.size)],
      ['Curve', curve],
      ['Power', cut ? `${power}, cut from ${ceremonyPower}` : power],
      ['Prepared for phase 2', prepared ? 'yes' : 'no'],
      ['Contributions', contributions.length],
    ]);
    tellPowersContributions(shell, contributions);
    shell.err('This is what the file says; brebaje powersoftau verify tells whether it is true.\n');
  });
}

/** What the records of a ptau say. */
export function powersContributions(ptau: Ptau): (RecordFacts & { responseHash: string | undefined })[] {
  return ptauInfo(ptau).contributions.map((one, i) => ({
    ...recordFacts(one, i),
    responseHash: one.responseHash && hex(one.responseHash),
  }));
}

/** One line for each. */
export function tellPowersContributions(
  shell: Shell,
  contributions: ReturnType<typeof powersContributions>,
): void {
  const rows = contributions.map((one) => ({ ...one, hash: one.responseHash }));
  tellRecords(shell, 'Response hash', rows);
}
