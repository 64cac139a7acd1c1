import { chacha20orig } from '@noble/ciphers/chacha.js';

/** Bytes of a seed; of longer ones the first are taken. */
export const SEED_BYTES = 32;

/** Bytes drawn at a time: enough for most keys. Sixteen blocks. */
const AHEAD = 1024;
const BLOCK = 64;

const NO_NONCE = new Uint8Array(8);

/**
 * The random numbers of snarkjs: the keystream of ChaCha20 as Bernstein defined it, block counter and nonce from
 * zero, read as 32-bit words. The seed's bytes are read as big-endian words where the cipher reads little-endian
 * ones. What was drawn and the key are overwritten by {@link wipe}.
 */
export class KeyStream {
  readonly #key: Uint8Array;
  readonly #drawn = new Uint8Array(AHEAD);
  readonly #view = new DataView(this.#drawn.buffer);
  #at = AHEAD;
  #blocks = 0;
  #wiped = false;

  /** From a digest of at least {@link SEED_BYTES}, which the caller wipes when it is secret. */
  constructor(digest: Uint8Array) {
    if (digest.length < SEED_BYTES) throw new RangeError(`a seed has ${SEED_BYTES} bytes`);
    // The bytes of each word of four the other way round.
    this.#key = Uint8Array.from({ length: SEED_BYTES }, (_, i) => digest[i ^ 3]!);
  }

  /** The next word. Throws an Error after {@link wipe}. */
  u32(): number {
    if (this.#wiped) throw new Error('these random numbers have been wiped');
    if (this.#at === AHEAD) this.#draw();
    const word = this.#view.getUint32(this.#at, true);
    this.#at += 4;
    return word;
  }

  /** The next two words, the first one higher. */
  u64(): bigint {
    const high = BigInt(this.u32());
    return (high << 32n) | BigInt(this.u32());
  }

  /** Ends the stream and overwrites everything that it could be continued or repeated from. Idempotent. */
  wipe(): void {
    this.#wiped = true;
    this.#key.fill(0);
    this.#drawn.fill(0);
  }

  #draw(): void {
    this.#drawn.fill(0);
    chacha20orig(this.#key, NO_NONCE, this.#drawn, this.#drawn, this.#blocks);
    this.#blocks += AHEAD / BLOCK;
    this.#at = 0;
  }
}
