/** Whether bytes are UTF-8 (RFC 3629: no overlong forms, surrogates or code points above 10FFFF), one at a time. */
export class Utf8Check {
  #left = 0;
  /** Bounds of the next continuation byte. */
  #low = 0x80;
  #high = 0xbf;

  /** Whether the bytes so far end with a whole character. */
  get complete(): boolean {
    return this.#left === 0;
  }

  /** Takes the next byte; false when it cannot stand there. */
  accept(byte: number): boolean {
    if (this.#left > 0) {
      if (byte < this.#low || byte > this.#high) return false;
      this.#left--;
      this.#low = 0x80;
      this.#high = 0xbf;
      return true;
    }
    if (byte < 0x80) return true;
    if (byte < 0xc2 || byte > 0xf4) return false;
    this.#left = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    if (byte === 0xe0) this.#low = 0xa0;
    else if (byte === 0xed) this.#high = 0x9f;
    else if (byte === 0xf0) this.#low = 0x90;
    else if (byte === 0xf4) this.#high = 0x8f;
    return true;
  }
}

/** What the letter after a backslash stands for, by their ASCII codes. */
const SIMPLE = new Map(
  Object.entries({ '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }).map(
    ([letter, character]) => [letter.charCodeAt(0), Uint8Array.of(character.charCodeAt(0))],
  ),
);
const LETTER_U = 0x75;
const NOTHING = new Uint8Array(0);
const UTF8 = new TextEncoder();

/** Reads what follows a backslash, one byte at a time. Surrogates must come in pairs. */
export class EscapeDecoder {
  /** Digits of a \u escape still to come. */
  #digits = 0;
  #unit = 0;
  #high = 0;

  /** Whether the first half of a surrogate pair was read and the second is due. */
  get half(): boolean {
    return this.#high !== 0;
  }

  /** The UTF-8 of the escape when the byte ends it (empty for the first half of a pair), `more` or `bad`. */
  accept(byte: number): Uint8Array | 'more' | 'bad' {
    if (this.#digits === 0) {
      if (byte !== LETTER_U) return (this.half ? undefined : SIMPLE.get(byte)) ?? 'bad';
      this.#digits = 4;
      this.#unit = 0;
      return 'more';
    }
    const digit = hexDigit(byte);
    if (digit === undefined) return 'bad';
    this.#unit = (this.#unit << 4) | digit;
    this.#digits--;
    return this.#digits > 0 ? 'more' : this.#endUnit(this.#unit);
  }

  #endUnit(unit: number): Uint8Array | 'bad' {
    const isLow = unit >= 0xdc00 && unit < 0xe000;
    if (isLow !== this.half) return 'bad';
    if (unit >= 0xd800 && unit < 0xdc00) {
      this.#high = unit;
      return NOTHING;
    }
    if (unit < 0x80) return Uint8Array.of(unit);
    const text = isLow ? String.fromCharCode(this.#high, unit) : String.fromCharCode(unit);
    this.#high = 0;
    return UTF8.encode(text);
  }
}

function hexDigit(byte: number): number | undefined {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : undefined;
}
