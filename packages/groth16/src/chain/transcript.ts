import type { CurveName } from '@brebaje/curves/engine';
import { blake2b } from '@noble/hashes/blake2.js';
import { hashedForm } from '../curve.ts';
import { HASH_BYTES } from '../zkey/records.ts';
import { type RecordProof, recordForm } from './record-hash.ts';

/**
 * The hash that binds each proof to the circuit and to everything before it. One running state that is cloned for
 * each record: a chain is hashed once, however long it is.
 */
export class Transcript {
  readonly #curve: CurveName;
  readonly #state: ReturnType<typeof blake2b.create>;

  /** From a circuit's hash on, or from where another transcript is now. */
  constructor(curve: CurveName, start: Uint8Array | Transcript) {
    this.#curve = curve;
    this.#state =
      start instanceof Transcript
        ? start.#state.clone()
        : blake2b.create({ dkLen: HASH_BYTES }).update(start);
  }

  /** The transcript of the next record, whose random point is s and sx that times the secret. */
  of({ s, sx }: Pick<RecordProof, 's' | 'sx'>): Uint8Array {
    const state = this.#state.clone();
    return state
      .update(hashedForm(this.#curve, 'G1', s))
      .update(hashedForm(this.#curve, 'G1', sx))
      .digest();
  }

  add(record: RecordProof): void {
    this.#state.update(recordForm(this.#curve, record));
  }
}
