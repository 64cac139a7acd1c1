import { writeHex } from './hex.ts';

const UTF8 = new TextEncoder();

/** Largest piece that {@link JsonWriter} makes. */
export const PIECE_BYTES = 65_536;

/**
 * Writes JSON with the layout of JSON.stringify, compact or with two spaces, into pieces of at most
 * {@link PIECE_BYTES}. The caller keeps the grammar: a key before each member, an end for each begin.
 */
export class JsonWriter {
  readonly #pretty: boolean;
  #piece = new Uint8Array(PIECE_BYTES);
  #at = 0;
  #full: Uint8Array[] = [];
  /** Entries so far of each open list and object, outermost first. */
  readonly #entries: number[] = [];
  #afterKey = false;

  constructor(pretty: boolean) {
    this.#pretty = pretty;
  }

  beginObject(): void {
    this.#begin('{');
  }

  endObject(): void {
    this.#end('}');
  }

  beginArray(): void {
    this.#begin('[');
  }

  endArray(): void {
    this.#end(']');
  }

  key(name: string): void {
    this.#separate();
    this.#text(this.#pretty ? `"${name}": ` : `"${name}":`);
    this.#afterKey = true;
  }

  integer(value: number): void {
    this.#separate();
    this.#text(String(value));
  }

  string(value: string): void {
    this.#separate();
    const bytes = UTF8.encode(JSON.stringify(value));
    for (let from = 0; from < bytes.length; ) {
      this.#reserve(1);
      const to = Math.min(bytes.length, from + PIECE_BYTES - this.#at);
      this.#piece.set(bytes.subarray(from, to), this.#at);
      this.#at += to - from;
      from = to;
    }
  }

  /** A string of 0x and lower-case digits, or "" for null. */
  hex(bytes: Uint8Array | null): void {
    this.#separate();
    if (bytes === null) {
      this.#text('""');
      return;
    }
    this.#reserve(2 * bytes.length + 4);
    this.#text('"0x');
    this.#at = writeHex(bytes, this.#piece, this.#at);
    this.#text('"');
  }

  /** A list of `width`-byte values packed in `bytes`. */
  hexList(bytes: Uint8Array, width: number): void {
    this.beginArray();
    for (let at = 0; at < bytes.length; at += width) this.hex(bytes.subarray(at, at + width));
    this.endArray();
  }

  /** The pieces that are full; with `all` the last one too. */
  take(all = false): Uint8Array[] {
    if (all) this.#turn();
    const pieces = this.#full;
    this.#full = [];
    return pieces;
  }

  /** The whole text, where no pieces were taken before. */
  bytes(): Uint8Array {
    const pieces = this.take(true);
    const bytes = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
    let at = 0;
    for (const piece of pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes;
  }

  #begin(bracket: string): void {
    this.#separate();
    this.#text(bracket);
    this.#entries.push(0);
  }

  #end(bracket: string): void {
    const entries = this.#entries.pop();
    if (entries) this.#newLine();
    this.#text(bracket);
  }

  /** What stands between the entry before and this one. */
  #separate(): void {
    if (this.#afterKey) {
      this.#afterKey = false;
      return;
    }
    const depth = this.#entries.length;
    if (depth === 0) return;
    if (this.#entries[depth - 1]! > 0) this.#text(',');
    this.#entries[depth - 1]!++;
    this.#newLine();
  }

  #newLine(): void {
    if (this.#pretty) this.#text(`\n${'  '.repeat(this.#entries.length)}`);
  }

  /** Short ASCII text. */
  #text(text: string): void {
    this.#reserve(text.length);
    for (let i = 0; i < text.length; i++) this.#piece[this.#at++] = text.charCodeAt(i);
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes > PIECE_BYTES) this.#turn();
  }

  #turn(): void {
    if (this.#at === 0) return;
    this.#full.push(this.#piece.subarray(0, this.#at));
    this.#piece = new Uint8Array(PIECE_BYTES);
    this.#at = 0;
  }
}
