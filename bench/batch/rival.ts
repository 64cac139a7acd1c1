/** What the bench of a whole contribution measures, and with what secrets. */
import { createHash } from 'node:crypto';
import { fromLittleEndian, orderOf, toLittleEndian } from '../curves/noble.ts';

/** A client, as far as its arithmetic goes: from the contribution.json that was handed out to its own. */
export interface Rival {
  name: string;
  /** What it does besides, or leaves out. */
  note: string;
  contribute(json: Uint8Array): Promise<Uint8Array>;
  /** It draws its own secrets, so that its output is verified where that of others is compared. */
  random?: boolean;
  /** Microseconds of processor time so far. Absent when the work is done in this process. */
  cpuMicros?: () => number;
  close?(): Promise<void>;
}

export type Load = () => Promise<Rival | { missing: string }>;

/** A scalar in 1…r−1 of BLS12-381 from a label: the same on every machine and in every run. */
function scalarFrom(label: string): Uint8Array {
  const order = orderOf('bls12-381');
  const bytes = createHash('shake256', { outputLength: 48 }).update(label).digest();
  return toLittleEndian(1n + (fromLittleEndian(bytes) % (order - 1n)), 32);
}

/** The secret that is multiplied into sub-ceremony `sub`; every call gives it in bytes of its own. */
export const secretOf = (sub: number) => scalarFrom(`batch secret ${sub}`);

/** The secret that has been multiplied into it before. */
export const earlierSecretOf = (sub: number) => scalarFrom(`batch secret ${sub} before`);
