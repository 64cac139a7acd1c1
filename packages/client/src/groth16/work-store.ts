import type { ByteSource } from '@brebaje/groth16/files/source';

/**
 * Where a contributor's files lie between two runs: states as they were handed out, and finished work until it
 * is accepted. No secret is among them. Names are made by this room: lower-case letters, digits, `.` and `-`.
 */
export interface WorkStore {
  /** A short text, or undefined when there is none. */
  readNote(name: string): Promise<string | undefined>;
  /** Written whole or not at all, and on the disk when it resolves. */
  writeNote(name: string, text: string): Promise<void>;
  /** Bytes of a file; undefined when there is none. */
  size(name: string): Promise<number | undefined>;
  /** One that is written on meanwhile is read as far as it has come, also when it is renamed. */
  open(name: string): Promise<StoredFile>;
  /** Writes on from byte `at`, where the file ends from then on; 0 begins it. */
  write(name: string, at: number): Promise<FileWriter>;
  /** In place of a file that has the name already. */
  rename(from: string, to: string): Promise<void>;
  /** One that is not there is no error. */
  remove(name: string): Promise<void>;
  /** Bytes of everything that is there. */
  used(): Promise<number>;
  sha256(): FileHash;
}

/** A file that is open for reading. */
export interface StoredFile extends ByteSource {
  /** The bytes from `from` up to `to` for a request that browsers send without their being read before. */
  slice?(from: number, to: number): Promise<Blob>;
  close(): Promise<void>;
}

export interface FileWriter {
  write(bytes: Uint8Array): Promise<void>;
  /** What was written is on the disk when it resolves. */
  close(): Promise<void>;
}

/** SHA-256 of a stream. */
export interface FileHash {
  update(bytes: Uint8Array): void;
  /** Lower-case hex, once. */
  hex(): string;
}
