import type { Reduction } from '@brebaje/groth16/export/foreign-keys';
import type { KeyFormat } from '@brebaje/groth16/export/key-encoding';
import {
  type VerificationKey,
  verificationKey,
  verificationKeyText,
} from '@brebaje/groth16/export/verification-key';
import type { Zkey } from '@brebaje/groth16/zkey/zkey';
import { CommandError, EXIT } from '../exit-codes.ts';
import { document } from '../rest/tell.ts';
import { foreignKeyOf, verificationKeyOf, verifierOf } from '../setup-files/names.ts';
import { requirePlace, writeNewFile } from '../setup-files/new-file.ts';
import { atWorkbench, type FileOptions, named, type Workbench } from '../setup-files/workbench.ts';
import type { Shell } from '../shell.ts';
import { writeAll } from './write-all.ts';

export interface ExportOptions extends FileOptions {
  force?: boolean;
  contract?: string;
}

/** `brebaje zkey export verificationkey`. */
export function exportVerificationKey(
  [input, output = verificationKeyOf(input)]: [zkey: string, json?: string | undefined],
  options: ExportOptions,
  shell: Shell,
): Promise<void> {
  return atWorkbench(shell, options, async (bench) => {
    await requirePlace(output, { size: 0, force: options.force });
    const key = await keyOf(bench, input);
    await writeText(bench, output, verificationKeyText(key), options);
  });
}

/** `brebaje zkey export solidityverifier`. */
export function exportSolidityVerifier(
  [input, output = verifierOf(input)]: [zkey: string, sol?: string | undefined],
  options: ExportOptions,
  shell: Shell,
): Promise<void> {
  return atWorkbench(shell, options, async (bench) => {
    await requirePlace(output, { size: 0, force: options.force });
    const { solidityVerifier } = await import('@brebaje/groth16/export/solidity-verifier');
    const source = solidityVerifier(await keyOf(bench, input), options.contract);
    await writeText(bench, output, source, options);
  });
}

export interface ForeignKeyOptions extends ExportOptions {
  key: 'verifying' | 'proving';
  uncompressed?: boolean;
  reduction?: Reduction;
}

/** `brebaje zkey export arkworks` and `gnark`. */
export function exportForeignKey(
  format: KeyFormat,
  [input, output]: [zkey: string, key?: string | undefined],
  options: ForeignKeyOptions,
  shell: Shell,
): Promise<void> {
  const { key, force, json, reduction } = options;
  if (format === 'gnark' && key === 'proving') {
    throw new CommandError(
      EXIT.usage,
      'gnark can prove only for circuits that it compiled itself: a zkey has no proving key for it',
      'export the verifying key, and prove with snarkjs, rapidsnark or arkworks',
    );
  }
  return atWorkbench(shell, options, async (bench) => {
    const { foreignVerificationKey, arkworksProvingKey } = await import(
      '@brebaje/groth16/export/foreign-keys'
    );
    const path = output ?? foreignKeyOf(input, key, format);
    await requirePlace(path, { size: 0, force });
    const zkey = await bench.zkey(input);
    const { curve } = zkey.header;
    const engine = await bench.engine(curve);
    await keyNotes(bench, engine, zkey, input);
    if (key === 'proving' && curve === 'bls12-381')
      bench.note(
        'arkworks numbers domains on BLS12-381 by other roots of unity: its own prover makes no valid proofs',
      );
    const { signal } = bench;
    const how = { compressed: !options.uncompressed, signal, progress: bench.bar('Writing') };
    const { size, output: bytes } =
      key === 'proving'
        ? arkworksProvingKey(engine, zkey, { ...how, ...(reduction && { reduction }) })
        : foreignVerificationKey(engine, zkey, format, how);
    await writeNewFile(path, { size, force, signal }, (sink) => named(input, () => writeAll(bytes, sink)));
    bench.line.line(`Wrote ${path}`);
    if (json) document(shell, { file: path, bytes: size, curve, notes: bench.notes });
  });
}

async function keyOf(bench: Workbench, input: string): Promise<VerificationKey> {
  const zkey = await bench.zkey(input);
  const engine = await bench.engine(zkey.header.curve);
  return keyNotes(bench, engine, zkey, input);
}

/** The verification key, after a note when it is open to forgery. */
async function keyNotes(
  bench: Workbench,
  engine: Awaited<ReturnType<Workbench['engine']>>,
  zkey: Zkey,
  input: string,
): Promise<VerificationKey> {
  const key = await named(input, () => verificationKey(engine, zkey));
  if (JSON.stringify(key.vk_delta_2) === JSON.stringify(key.vk_gamma_2))
    bench.note('δ equals γ: nobody has contributed, and everybody can forge proofs for this key');
  return key;
}

async function writeText(
  { line, shell, signal, notes }: Workbench,
  output: string,
  text: string,
  { force, json }: ExportOptions,
): Promise<void> {
  const content = new TextEncoder().encode(text);
  await writeNewFile(output, { size: content.length, force, signal }, (sink) => sink.write(content));
  line.line(`Wrote ${output}`);
  if (json) document(shell, { file: output, bytes: content.length, notes });
}
