import { FileError } from '@brebaje/groth16/file-error';
import type { FileSource } from '@brebaje/groth16/files/file-source';
import { openPtau } from '@brebaje/groth16/ptau/ptau';
import { openR1cs } from '@brebaje/groth16/r1cs/r1cs';
import { openZkey } from '@brebaje/groth16/zkey/zkey';
import type { DraftFile } from '@brebaje/protocol/rest/uploads';
import { reading } from '../verify/reading-files.ts';

/** What every WebAssembly module begins with: its sign and version 1. */
const WASM = '0061736d01000000';

/** A file is not of the kind that it was announced as. */
export class OtherKind extends Error {
  override readonly name = 'OtherKind';
}

const LOOKS: Record<DraftFile, (file: FileSource) => Promise<unknown>> = {
  r1cs: openR1cs,
  ptau: openPtau,
  genesis: (file) => openZkey(file),
  zkey: (file) => openZkey(file),
  async wasm(file) {
    const begin = await file.read(0, Math.min(file.size, WASM.length / 2));
    if (Buffer.from(begin).toString('hex') !== WASM) throw new OtherKind('wasm: no WebAssembly module');
  },
};

/** Reads a file's headers and compares its lengths with them, nothing else. Throws OtherKind. */
export async function requireKind(path: string, kind: DraftFile): Promise<void> {
  try {
    await reading([path], async ([file]) => {
      await LOOKS[kind](file!);
    });
  } catch (error) {
    throw error instanceof FileError ? new OtherKind(error.message) : error;
  }
}
