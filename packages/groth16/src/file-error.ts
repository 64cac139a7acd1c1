/** Names of the files' formats, as their first four bytes spell them. */
export type Format = 'r1cs' | 'ptau' | 'zkey';

/** Why bytes are no file of a format, in the order in which it is found out. */
export type FileFault =
  /** The first bytes are another format's, or another version's. */
  | 'not-this-format'
  /** Bytes are missing, or there are some that belong to nothing. */
  | 'truncated'
  | 'trailing-bytes'
  /** Sections are missing, repeated, unknown, or in another order than the format's. */
  | 'sections'
  /** A section is not as long as the header says. */
  | 'section-length'
  /** The field's or curve's parameters are none that Groth16 ceremonies use. */
  | 'curve'
  /** A number is out of its range. */
  | 'value';

/** A file that is refused before anything is computed with it. */
export class FileError extends Error {
  override readonly name = 'FileError';
  readonly format: Format;
  readonly fault: FileFault;
  /** The section's number, where it is about one. */
  readonly section: number | undefined;
  constructor(format: Format, fault: FileFault, text: string, section?: number) {
    super(`${format}${section === undefined ? '' : ` section ${section}`}: ${text}`);
    this.format = format;
    this.fault = fault;
    this.section = section;
  }
}
