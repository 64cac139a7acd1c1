/**
 * What a person adds to the randomness of the system: gathered in memory, handed over once, overwritten. It is never
 * stored or sent; where it goes, it is hashed together with fresh bytes of the system's generator.
 */

export type Source = 'movements' | 'keys' | 'files' | 'dice';

/** Enough for minutes of movement; what comes later overwrites what came first by addition. */
const CAPACITY = 16_384;
/** A file is read in pieces of this size, bytes. */
const PIECE = 8 << 20;

export class EntropyPool {
  readonly counts: Record<Source, number> = { movements: 0, keys: 0, files: 0, dice: 0 };
  readonly #bytes = new Uint8Array(CAPACITY);
  #length = 0;

  /** Whether anything was added. */
  get isEmpty(): boolean {
    return this.#length === 0;
  }

  /** A position with its time, in milliseconds with a fraction. */
  move(x: number, y: number, time: number): void {
    this.counts.movements++;
    this.#add(Float64Array.of(x, y, time));
  }

  /** A key that was struck, and when. */
  key(key: string, time: number): void {
    this.counts.keys++;
    this.#add(new TextEncoder().encode(key));
    this.#add(Float64Array.of(time));
  }

  /** A throw of a die, 1 to 6. */
  die(eyes: number, time: number): void {
    this.counts.dice++;
    this.#add(Float64Array.of(eyes, time));
  }

  /** A file by its SHA-256, piece after piece: any size, and nothing of it leaves this machine. */
  async file(file: Blob): Promise<void> {
    for (let at = 0; at < Math.max(1, file.size); at += PIECE) {
      const piece = await file.slice(at, at + PIECE).arrayBuffer();
      this.#add(new Uint8Array(await crypto.subtle.digest('SHA-256', piece)));
    }
    this.counts.files++;
  }

  /** Everything gathered, for whoever overwrites it; undefined when that is nothing. It stays in the pool, too. */
  copy(): Uint8Array | undefined {
    return this.isEmpty ? undefined : this.#bytes.slice(0, Math.min(this.#length, CAPACITY));
  }

  /** The same, once: the pool is empty afterwards. */
  take(): Uint8Array | undefined {
    const taken = this.copy();
    this.wipe();
    return taken;
  }

  /** Overwrites what was gathered. */
  wipe(): void {
    this.#bytes.fill(0);
    this.#length = 0;
    for (const source of Object.keys(this.counts) as Source[]) this.counts[source] = 0;
  }

  #add(values: Float64Array | Uint8Array): void {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    for (const byte of bytes) {
      const at = this.#length++ % CAPACITY;
      this.#bytes[at] = (this.#bytes[at]! + byte) & 255;
    }
  }
}
