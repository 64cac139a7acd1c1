/** Making the genesis of a circuit; runs in the verification thread. */
import { createHash } from 'node:crypto';
import type { CurveName } from '@brebaje/curves/engine';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { FileError } from '@brebaje/groth16/file-error';
import { type ByteSource, streamOf } from '@brebaje/groth16/files/source';
import { createGenesis } from '@brebaje/groth16/genesis/create-genesis';
import { UnsuitablePtau } from '@brebaje/groth16/genesis/unsuitable-ptau';
import { verifyGenesis } from '@brebaje/groth16/genesis/verify-genesis';
import { openPtau, type Ptau } from '@brebaje/groth16/ptau/ptau';
import { verifyPtau } from '@brebaje/groth16/ptau/verify-ptau';
import { openR1cs } from '@brebaje/groth16/r1cs/r1cs';
import { openZkey } from '@brebaje/groth16/zkey/zkey';
import { writeDurably } from '../store/durable-files.ts';
import { reading } from './reading-files.ts';
import type { GenesisAnswer, GenesisFiles } from './verification-messages.ts';

/** What makes files unfit for a genesis, in a sentence. */
class Unfit extends Error {}

/**
 * Writes a circuit's genesis to `output` and verifies what was written, in all directions of H. The phase 1 is the
 * file that a hash names, or else is verified whole.
 */
export async function makeGenesis(
  engineOf: (curve: CurveName) => Promise<WasmEngine>,
  files: GenesisFiles,
): Promise<GenesisAnswer> {
  try {
    return await reading([files.r1cs, files.ptau], ([r1cs, ptau]) =>
      make(engineOf, { r1cs: r1cs!, ptau: ptau! }, files),
    );
  } catch (error) {
    if (error instanceof Unfit || error instanceof UnsuitablePtau || error instanceof FileError)
      return { ok: false, text: error.message };
    throw error;
  }
}

async function make(
  engineOf: (curve: CurveName) => Promise<WasmEngine>,
  files: { r1cs: ByteSource; ptau: ByteSource },
  { ptauHash, output }: Pick<GenesisFiles, 'ptauHash' | 'output'>,
): Promise<GenesisAnswer> {
  const r1cs = await openR1cs(files.r1cs);
  const ptau = await openPtau(files.ptau);
  const engine = await engineOf(r1cs.header.curve);
  const { blake2b, sha256 } = await hashesOf(files.ptau);
  if (ptauHash === null) await requireSound(ptau, engine);
  else if (![blake2b, sha256].includes(ptauHash.toLowerCase()))
    throw new Unfit(`the ptau is another one: its BLAKE2b-512 is ${blake2b}, its SHA-256 ${sha256}`);

  const genesis = await createGenesis(engine, r1cs, ptau);
  await writeDurably(output, async (file) => {
    for await (const bytes of genesis.output) await file.writeFile(bytes);
  });
  const verdict = await reading([output], async ([written]) =>
    verifyGenesis(engine, { r1cs, ptau, zkey: await openZkey(written!) }),
  );
  if (!verdict.ok) throw new Unfit(`the tables of the ptau are not those of its powers: ${verdict.text}`);
  return {
    ok: true,
    curve: r1cs.header.curve,
    r1cs: { sha256: (await hashesOf(files.r1cs)).sha256, constraints: r1cs.header.nConstraints },
    phase1: {
      power: ptau.header.power,
      contributions: ptau.records.length,
      sha256,
      blake2b,
      checked: ptauHash === null ? 'whole' : 'hash',
    },
  };
}

async function hashesOf(source: ByteSource): Promise<{ sha256: string; blake2b: string }> {
  const [sha256, blake2b] = [createHash('sha256'), createHash('blake2b512')];
  for await (const bytes of streamOf(source)) {
    sha256.update(bytes);
    blake2b.update(bytes);
  }
  return { sha256: sha256.digest('hex'), blake2b: blake2b.digest('hex') };
}

async function requireSound(ptau: Ptau, engine: WasmEngine): Promise<void> {
  const verdict = await verifyPtau(ptau, engine);
  if (!verdict.ok)
    throw new Unfit(`the ptau does not verify (give its hash if it is one that you know): ${verdict.text}`);
}
