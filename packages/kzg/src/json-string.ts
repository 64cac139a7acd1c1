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

const SIMPLE: Record<string, string> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

const NOTHING = new Uint8Array(0);

/** Reads what follows a backslash, one byte at a time. Surrogates must come in pairs. */
export class EscapeDecoder {
  #digits: string | undefined;
  #high: number | undefined;

  /** Whether the first half of a surrogate pair was read and the second is due. */
  get half(): boolean {
    return this.#high !== undefined;
  }

  /** The UTF-8 of the escape when the byte ends it (empty for the first half of a pair), `more` or `bad`. */
  accept(byte: number): Uint8Array | 'more' | 'bad' {
    const character = String.fromCharCode(byte);
    if (this.#digits === undefined) {
      if (character === 'u') {
        this.#digits = '';
        return 'more';
      }
      const simple = SIMPLE[character];
      return simple === undefined || this.half ? 'bad' : new TextEncoder().encode(simple);
    }
    if (!/^[0-9a-fA-F]$/.test(character)) return 'bad';
    this.#digits += character;
    if (this.#digits.length < 4) return 'more';
    const unit = Number.parseInt(this.#digits, 16);
    this.#digits = undefined;
    return this.#unit(unit);
  }

  #unit(unit: number): Uint8Array | 'bad' {
    const isLow = unit >= 0xdc00 && unit < 0xe000;
    if (isLow !== this.half) return 'bad';
    if (unit >= 0xd800 && unit < 0xdc00) {
      this.#high = unit;
      return NOTHING;
    }
    const text = isLow ? String.fromCharCode(this.#high!, unit) : String.fromCharCode(unit);
    this.#high = undefined;
    return new TextEncoder().encode(text);
  }
}
