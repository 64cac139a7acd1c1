import { contributionHash } from '@brebaje/groth16/chain/record-hash';
import type { Zkey } from '@brebaje/groth16/zkey/zkey';
import { bytes, document, facts } from '../rest/tell.ts';
import { type RecordFacts, recordFacts, tellRecords } from '../setup-files/records.ts';
import { hex, inLines } from '../setup-files/tell.ts';
import { atWorkbench, type FileOptions } from '../setup-files/workbench.ts';
import type { Shell } from '../shell.ts';

/** `brebaje zkey info`: what a zkey says of itself. */
export function zkeyInfo(path: string, options: FileOptions, shell: Shell): Promise<void> {
  return atWorkbench(shell, options, async (bench) => {
    const zkey = await bench.zkey(path, { slim: true });
    const { curve, nVars, nPublic, domainSize } = zkey.header;
    const contributions = contributionsOf(zkey);
    if (options.json) {
      document(shell, {
        file: path,
        bytes: zkey.source.size,
        curve,
        wires: nVars,
        publicWires: nPublic,
        domainSize,
        circuitHash: hex(zkey.records.circuitHash),
        contributions,
        notes: bench.notes,
      });
      return;
    }
    facts(shell, [
      ['Size', bytes(zkey.source.size)],
      ['Curve', curve],
      ['Wires', `${nVars}, ${nPublic} of them public`],
      ['Domain', domainSize],
      ['Circuit hash', inLines(zkey.records.circuitHash)],
      ['Contributions', contributions.length],
    ]);
    tellContributions(shell, contributions);
    shell.err('This is what the file says; brebaje zkey verify tells whether it is true.\n');
  });
}

/** What the records of a zkey say. */
export function contributionsOf({ header, records }: Zkey): (RecordFacts & { contributionHash: string })[] {
  return records.list.map((record, i) => ({
    ...recordFacts(record, i),
    contributionHash: hex(contributionHash(header.curve, record)),
  }));
}

/** One line for each. */
export function tellContributions(shell: Shell, contributions: ReturnType<typeof contributionsOf>): void {
  const rows = contributions.map((one) => ({ ...one, hash: one.contributionHash }));
  tellRecords(shell, 'Contribution hash', rows);
}
