/** Whether a file is of the kind that it was announced as; runs in the verification thread. */
import { FileError } from '@brebaje/groth16/file-error';
import type { FileSource } from '@brebaje/groth16/files/file-source';
import { openPtau } from '@brebaje/groth16/ptau/ptau';
import { openR1cs } from '@brebaje/groth16/r1cs/r1cs';
import { openZkey } from '@brebaje/groth16/zkey/zkey';
import type { DraftFile } from '@brebaje/protocol/rest/uploads';
import { reading } from './reading-files.ts';

/** What every WebAssembly module begins with: its sign and version 1. */
const WASM = '0061736d01000000';

const FAULTS: Record<DraftFile, (file: FileSource) => Promise<string | null>> = {
  r1cs: opened(openR1cs),
  ptau: opened(openPtau),
  genesis: opened((file) => openZkey(file)),
  zkey: opened((file) => openZkey(file)),
  async wasm(file) {
    const begin = await file.read(0, Math.min(file.size, WASM.length / 2));
    return Buffer.from(begin).toString('hex') === WASM ? null : 'wasm: no WebAssembly module';
  },
};

function opened(open: (file: FileSource) => Promise<unknown>) {
  return async (file: FileSource): Promise<string | null> => {
    try {
      await open(file);
      return null;
    } catch (error) {
      if (error instanceof FileError) return error.message;
      throw error;
    }
  };
}

/** Reads a file's headers and records, and compares its lengths with them. Answers what is wrong. */
export async function circuitFileFault(path: string, kind: DraftFile): Promise<{ fault: string | null }> {
  return { fault: await reading([path], ([file]) => FAULTS[kind](file!)) };
}
