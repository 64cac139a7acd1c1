/**
 * Text that is not a contribution or a transcript. `syntax`: it is not JSON at all (a sequencer answers 400);
 * `shape`: it is JSON of another shape: a wrong key, type, length or encoding (a sequencer answers 422).
 */
export class FormatError extends Error {
  readonly kind: 'syntax' | 'shape';
  /** Bytes from the start of the text to the fault, where it can be told. */
  readonly offset?: number;

  constructor(kind: 'syntax' | 'shape', message: string, offset?: number) {
    super(offset === undefined ? message : `${message} at byte ${offset}`);
    this.name = 'FormatError';
    this.kind = kind;
    if (offset !== undefined) this.offset = offset;
  }
}
