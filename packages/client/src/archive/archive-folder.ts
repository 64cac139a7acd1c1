import type { Archive } from '@brebaje/protocol/archive';
import type { FileStore } from '../groth16/fetch-file.ts';
import type { FileHash, WorkStore } from '../groth16/work-store.ts';

export type { Archive };

/** A ceremony's files: in a folder on a disk, or in a browser. Names have `/` between their parts on every system. */
export interface ArchiveFolder extends FileStore, Pick<WorkStore, 'writeNote'> {
  /** What people know it by. */
  readonly path: string;
  /** Undefined when there is none, or more than `most` bytes of it, or when it is no plain file or no UTF-8. */
  readText(name: string, most: number): Promise<string | undefined>;
  bytes(name: string): AsyncIterable<Uint8Array>;
  /** Every file in it, by name, in order. */
  names(): Promise<string[]>;
  /** BLAKE2b-512 of a stream. */
  blake2b(): FileHash;
}

/** The hashes that files are named by. */
export type Hashing = Pick<ArchiveFolder, 'sha256' | 'blake2b'>;
