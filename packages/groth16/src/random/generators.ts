import { blake2b } from '@noble/hashes/blake2.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { KeyStream } from './key-stream.ts';

/** Random bytes of the platform in every person's seed. */
export const PLATFORM_BYTES = 64;

/**
 * A person's random numbers: from the platform's generator and from what the person adds, which can be known to
 * everybody and takes nothing away. Whoever has the stream wipes it.
 */
export function personStream(added: string | Uint8Array = ''): KeyStream {
  const random = crypto.getRandomValues(new Uint8Array(PLATFORM_BYTES));
  try {
    return streamOfEntropy(random, added);
  } finally {
    random.fill(0);
  }
}

/** The stream that snarkjs has after the platform gave it those {@link PLATFORM_BYTES}. The caller wipes them. */
export function streamOfEntropy(random: Uint8Array, added: string | Uint8Array): KeyStream {
  if (random.length !== PLATFORM_BYTES) throw new RangeError(`${PLATFORM_BYTES} random bytes are needed`);
  const text = typeof added === 'string' ? new TextEncoder().encode(added) : added.slice();
  const hash = blake2b.create({ dkLen: 64 });
  const digest = hash.update(random).update(text).digest();
  try {
    return new KeyStream(digest);
  } finally {
    hash.destroy();
    digest.fill(0);
    text.fill(0);
  }
}

/** What everybody can compute a last contribution from. */
export interface Beacon {
  /** 1 to 255 bytes that nobody knew before an agreed time. */
  readonly bytes: Uint8Array;
  /** The bytes are hashed 2^exponent times. */
  readonly exponent: number;
}

/** What snarkjs lets a record say. */
export const BEACON_EXPONENTS = { least: 10, most: 63 } as const;
export const MOST_BEACON_BYTES = 255;

/** Beyond it nobody waits: 2^24 hashes take seconds, 2^63 would never end. */
export const MOST_BEACON_EXPONENT = 24;

export interface BeaconOptions {
  /** Hashes done of all. */
  progress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/** Hashes between two looks at what else there is to do: some milliseconds. */
const STRETCH = 1 << 13;

/**
 * A beacon's random numbers. Throws a RangeError for a beacon that no record can hold, and for an exponent above
 * {@link MOST_BEACON_EXPONENT}.
 */
export async function beaconStream(beacon: Beacon, options: BeaconOptions = {}): Promise<KeyStream> {
  requireBeacon(beacon);
  const { bytes, exponent } = beacon;
  if (exponent > MOST_BEACON_EXPONENT) {
    throw new RangeError(
      `a beacon hashed 2^${exponent} times is not computed, at most 2^${MOST_BEACON_EXPONENT}`,
    );
  }
  const total = 2 ** exponent;
  let value = bytes;
  for (let done = 0; done < total; ) {
    options.signal?.throwIfAborted();
    const end = Math.min(done + STRETCH, total);
    for (; done < end; done++) value = sha256(value);
    options.progress?.(done, total);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return new KeyStream(value);
}

/** Throws a RangeError unless snarkjs would make a record of the beacon. */
function requireBeacon({ bytes, exponent }: Beacon): void {
  if (bytes.length < 1 || bytes.length > MOST_BEACON_BYTES) {
    throw new RangeError(`a beacon has 1 to ${MOST_BEACON_BYTES} bytes, not ${bytes.length}`);
  }
  const { least, most } = BEACON_EXPONENTS;
  if (!Number.isInteger(exponent) || exponent < least || exponent > most) {
    throw new RangeError(`a beacon is hashed 2^${least} to 2^${most} times, not 2^${exponent}`);
  }
}
