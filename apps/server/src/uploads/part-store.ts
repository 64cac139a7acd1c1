/** Where parts of uploads are kept until they are one file: the disk, or a store that takes them itself. */

/** A part as it is stored; the etag names its bytes. */
export interface StoredPart {
  number: number;
  size: number;
  etag: string;
}

/** The bytes that came are not as many as were announced. */
export class PartSizeDiffers extends Error {
  override readonly name = 'PartSizeDiffers';
}

/** Parts, or all of their upload, are not there any more, or not as they were. */
export class PartsGone extends Error {
  override readonly name = 'PartsGone';
}

/** The parts are being made one file: none is added, and none replaced. */
export class PartsSealed extends Error {
  override readonly name = 'PartsSealed';
}

/** Whether something failed because parts, or a file or folder of them, are not there any more. */
export function isGone(error: unknown): boolean {
  return error instanceof PartsGone || (error as NodeJS.ErrnoException).code === 'ENOENT';
}

/** Parts by upload and number. What an upload is of is not known here. */
export interface PartStore {
  /** Whether parts come without anybody here seeing their bytes. */
  readonly direct: boolean;
  /**
   * An address that takes a part of `size` bytes for so many seconds; null: the part is sent to this server. Rejects
   * with PartsSealed and PartsGone.
   */
  address(upload: number, number: number, size: number, seconds: number): Promise<string | null>;
  /** Stores a part, in place of an earlier one of that number. Rejects with PartSizeDiffers, PartsSealed, PartsGone. */
  put(
    upload: number,
    number: number,
    size: number,
    source: AsyncIterable<Uint8Array>,
    arrived?: () => void,
  ): Promise<StoredPart>;
  /** What has arrived, by number. */
  list(upload: number): Promise<StoredPart[]>;
  /** The bytes of these parts in this order. Throws PartsGone when they are not there like this. */
  read(upload: number, parts: readonly StoredPart[]): AsyncIterable<Uint8Array>;
  /** Removes everything of an upload; one that is not there is no error. */
  remove(upload: number): Promise<void>;
  /** Uploads of which there is something. */
  uploads(): Promise<number[]>;
}
