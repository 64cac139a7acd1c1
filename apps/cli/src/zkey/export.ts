import {
  type VerificationKey,
  verificationKey,
  verificationKeyText,
} from '@brebaje/groth16/export/verification-key';
import { document } from '../rest/tell.ts';
import { verificationKeyOf, verifierOf } from '../setup-files/names.ts';
import { writeNewFile } from '../setup-files/new-file.ts';
import { atWorkbench, type FileOptions, named, type Workbench } from '../setup-files/workbench.ts';
import type { Shell } from '../shell.ts';

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
    const { solidityVerifier } = await import('@brebaje/groth16/export/solidity-verifier');
    const source = solidityVerifier(await keyOf(bench, input), options.contract);
    await writeText(bench, output, source, options);
  });
}

async function keyOf(bench: Workbench, input: string): Promise<VerificationKey> {
  const zkey = await bench.zkey(input);
  const engine = await bench.engine(zkey.header.curve);
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
