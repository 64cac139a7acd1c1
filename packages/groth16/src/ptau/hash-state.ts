import { _BLAKE2b } from '@noble/hashes/blake2.js';

/** Bytes of a state as records have it. */
export const HASH_STATE_BYTES = 216;

const BLOCK = 128;
const WORDS = 16;
/** Where in the state the chaining value is, the bytes compressed, and those that wait in the block. */
const AT = { chaining: BLOCK, compressed: BLOCK + 64, waiting: BLOCK + 72 } as const;

/**
 * BLAKE2b-512 whose state can be written down and gone on from, as records of phase 1 do: block of 128 bytes,
 * chaining value, u64 bytes compressed, u64 bytes waiting in the block, 8 zero bytes; little-endian.
 *
 * What the block holds behind the bytes that wait is left over from earlier ones, and without meaning.
 */
export class ResponseHash extends _BLAKE2b {
  constructor() {
    super({ dkLen: 64 });
  }

  /**
   * A hash from a state in which `total` bytes have been hashed. The count in the state is not used: snarkjs
   * 0.7.6 cuts it to 32 bits. Throws a RangeError when that many bytes cannot have left the state.
   */
  static from(state: Uint8Array, total: number): ResponseHash {
    const view = new DataView(state.buffer, state.byteOffset, HASH_STATE_BYTES);
    const waiting = view.getBigUint64(AT.waiting, true);
    if (waiting !== BigInt(waitingOf(total))) throw new RangeError(`${waiting} bytes wait to be hashed`);
    const hash = new ResponseHash();
    hash.buffer.set(state.subarray(0, BLOCK));
    const words = Array.from({ length: WORDS }, (_, i) => view.getInt32(AT.chaining + 4 * i, true));
    hash.set(...(words as Parameters<ResponseHash['set']>));
    hash.length = total;
    hash.pos = Number(waiting);
    return hash;
  }

  /** The state, as a record has it. */
  state(): Uint8Array<ArrayBuffer> {
    const state = new Uint8Array(HASH_STATE_BYTES);
    state.set(this.buffer);
    const view = new DataView(state.buffer);
    for (const [i, word] of this.get().entries()) view.setInt32(AT.chaining + 4 * i, word, true);
    view.setBigUint64(AT.compressed, BigInt(this.length - this.pos), true);
    view.setBigUint64(AT.waiting, BigInt(this.pos), true);
    return state;
  }
}

/** How a state counts the bytes that were hashed. */
export type Count = 'exact' | 'modulo 2^32' | 'wrong';

/** Whether a state says that `total` bytes have been hashed. */
export function countOf(state: Uint8Array, total: number): Count {
  const view = new DataView(state.buffer, state.byteOffset, HASH_STATE_BYTES);
  const [compressed, waiting] = [view.getBigUint64(AT.compressed, true), view.getBigUint64(AT.waiting, true)];
  if (waiting !== BigInt(waitingOf(total))) return 'wrong';
  const expected = BigInt(total) - waiting;
  if (compressed === expected) return 'exact';
  return compressed === (expected & 0xffff_ffffn) ? 'modulo 2^32' : 'wrong';
}

/** Whether two states go on alike. */
export function sameState(a: Uint8Array, b: Uint8Array, total: number): boolean {
  const waiting = waitingOf(total);
  for (let i = 0; i < AT.compressed; i++) if ((i < waiting || i >= BLOCK) && a[i] !== b[i]) return false;
  return countOf(a, total) !== 'wrong' && countOf(b, total) !== 'wrong';
}

/** The last block waits, whole or not, because the hash ends with another step than it goes on with. */
function waitingOf(total: number): number {
  return total === 0 ? 0 : ((total - 1) % BLOCK) + 1;
}
