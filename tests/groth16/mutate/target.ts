/** Files that are changed, what is said of them then, and which changes leave their meaning as it was. */
import type { Encoding, Group } from '@brebaje/curves/engine';
import type { Format } from '@brebaje/groth16/file-error';

export interface PointPlace {
  readonly name: string;
  readonly group: Group;
  readonly at: number;
}

export interface FieldPlace {
  readonly name: string;
  readonly at: number;
  readonly size: 1 | 4 | 8;
}

export interface Target {
  readonly name: string;
  /** Challenges and responses are no containers. */
  readonly format: Format | undefined;
  readonly bytes: Uint8Array;
  /** Sound, too, for what is spliced. */
  readonly other: Uint8Array;
  readonly encoding: Encoding;
  readonly points: readonly PointPlace[];
  readonly fields: readonly FieldPlace[];
  /** Files whose records or names are others, with what was done. */
  readonly records: readonly (readonly [what: string, bytes: Uint8Array])[];
  /** How many of the changes are made where others have all: less than 1 where judging takes long. */
  readonly share: number;
  judge(bytes: Uint8Array): Promise<string>;
  /** In words why a changed file that is accepted means the same, or undefined when it does not. */
  same(bytes: Uint8Array): Promise<string | undefined>;
  /** The words that may be answered. */
  readonly meanings: readonly string[];
}
