import { verifyPtau } from '@brebaje/groth16/ptau/verify-ptau';
import { counted, document } from '../rest/tell.ts';
import { refused, VERDICT_EXITS } from '../setup-files/endings.ts';
import { atWorkbench, type FileOptions } from '../setup-files/workbench.ts';
import type { Shell } from '../shell.ts';
import { powersContributions, tellPowersContributions } from './info.ts';

/** `brebaje powersoftau verify`. Exit codes 0, 1 and 2 are the answer. */
export function verifyPowers(path: string, options: FileOptions, shell: Shell): Promise<void> {
  const judge = async (bench: Parameters<Parameters<typeof atWorkbench>[2]>[0]) => {
    const ptau = await bench.ptau(path);
    const engine = await bench.engine(ptau.header.curve);
    const steps = { progress: bench.bar('Verifying'), signal: bench.signal };
    const verdict = await verifyPtau(ptau, engine, steps);
    if (!verdict.ok) throw refused(`${path}: ${verdict.text}`, verdict, VERDICT_EXITS);
    for (const unchecked of verdict.unchecked) bench.note(unchecked);
    bench.line.clear();
    const contributions = powersContributions(ptau);
    if (options.json) {
      const { curve, power } = ptau.header;
      const { prepared } = ptau;
      const found = { file: path, curve, power, prepared, contributions, notes: bench.notes };
      return document(shell, { verdict: 'valid', ...found });
    }
    const many = counted(contributions.length, 'contribution', 'contributions');
    shell.out(shell.style('green', `Valid: powers of tau up to 2^${ptau.header.power}, ${many}.`));
    tellPowersContributions(shell, contributions);
  };
  return atWorkbench(shell, options, judge, VERDICT_EXITS);
}
