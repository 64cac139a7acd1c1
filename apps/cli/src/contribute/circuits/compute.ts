import { basename } from 'node:path';
import { ClientError } from '@brebaje/client/client-error';
import { fingerprint } from '@brebaje/client/fingerprint';
import { filesAsStore } from '@brebaje/client/groth16/node-work-store';
import { computeWork, genesisSums } from '@brebaje/client/groth16/work';
import { type CircuitWork, decodeCircuitWork, encodeCircuitWork } from '@brebaje/client/groth16/work-file';
import type { ComputeOptions } from '../../commands/compute.ts';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { megabytes, ProgressLine } from '../../progress-line.ts';
import { document, when } from '../../rest/tell.ts';
import { requirePlace } from '../../setup-files/new-file.ts';
import type { Shell } from '../../shell.ts';
import { requireWritableFile } from '../../writable.ts';
import { writeWhole } from '../../write-file.ts';
import { extraEntropy } from '../extra-entropy.ts';
import { startEngine } from '../start-engine.ts';
import { besideName, besidePath, requireBeside } from './beside.ts';

/** `brebaje compute` for a circuit: from files to files, without a network. */
export async function computeCircuit(
  path: string,
  bytes: Uint8Array,
  options: ComputeOptions,
  shell: Shell,
): Promise<void> {
  const given = decodeCircuitWork(bytes, 'work');
  const { circuit, position, base, genesis, turnId, name, manifest, deadlineAt } = given;
  const line = new ProgressLine(shell);
  const outputName = besideName(options.output, 'contribution');
  const output = besidePath(options.output, outputName);
  const paths: Record<string, string> = {
    base: await requireBeside(path, base),
    genesis: await requireBeside(path, genesis),
    output,
    'output.part': `${output}.part`,
  };
  if ([paths.base, paths.genesis].includes(output))
    throw new CommandError(
      EXIT.usage,
      `${outputName} is a file that the work is made from`,
      'name another -o',
    );
  await requirePlace(output, { size: base.size + 4096, force: true });
  await requireWritableFile(options.output);
  line.line(`Work for ${given.server}, circuit ${circuit.slug}, contribution ${position}`);
  line.line(`Manifest: ${manifest}`);
  line.line(`State: ${fingerprint(base.sha256)}`);
  if (deadlineAt !== undefined && deadlineAt * 1000 < Date.now())
    line.line(
      `${shell.style('yellow', 'Note:')} the turn was to end at ${when(deadlineAt)}: the contribution may come too late`,
    );
  const extra = await extraEntropy(options, shell);
  const { engine, kernel } = await startEngine({ line, shell }, options.threads, circuit.curve);
  try {
    const store = filesAsStore((one) => paths[one]!);
    const sums = await genesisSums(engine, store, 'genesis', {
      progress: (done, total) => line.bar('Checking the genesis', done, total),
      signal: shell.signal,
    });
    const turn = {
      turnId,
      circuit: { ...circuit, genesis: genesis.sha256 },
      circuitId: circuit.id,
      position,
      base: { sha256: base.sha256, whole: base.whole },
    };
    const work = await computeWork(engine, store, { base: 'base', output: 'output' }, turn, manifest, sums, {
      extraEntropy: extra,
      name,
      progress: (done, total) => line.bar('Checking, computing, checking', done, total),
      signal: shell.signal,
    });
    const done: CircuitWork = { ...given, kind: 'done', work, output: { name: outputName, ...work.file } };
    await writeWhole(options.output, encodeCircuitWork(done), 0o600);
    tell(line, shell, options, done, kernel);
  } catch (error) {
    if (error instanceof ClientError && error.code === 'STOPPED')
      throw new CommandError(EXIT.interrupted, 'interrupted; the secret is gone, and nothing was written');
    throw error;
  } finally {
    extra?.fill(0);
    await engine.close();
    line.clear();
  }
}

function tell(
  line: ProgressLine,
  shell: Shell,
  options: ComputeOptions,
  { work, output, base }: CircuitWork,
  kernel: string | undefined,
): void {
  const words = fingerprint(output!.sha256);
  line.line(`Computed. New state: ${words}`);
  line.line(`Contribution hash: ${work!.contributionHash}`);
  line.line(
    `Wrote ${options.output}. Carry it together with ${output!.name} (${megabytes(output!.size)}), and hand it in with ` +
      `brebaje contribute --submit ${basename(options.output)}`,
  );
  if (!options.json) return;
  document(shell, {
    file: options.output,
    files: [{ name: output!.name, size: output!.size }],
    baseHash: base.sha256,
    stateHash: output!.sha256,
    contributionHash: work!.contributionHash,
    fingerprint: words,
    kernel,
  });
}
