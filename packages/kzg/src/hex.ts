const DIGITS = new TextEncoder().encode('0123456789abcdef');

/** Value of a lower-case digit by its ASCII code; 255 for everything else. */
const VALUES = new Uint8Array(256).fill(255);
for (let value = 0; value < 16; value++) VALUES[DIGITS[value]!] = value;

/**
 * Writes `source` as lower-case hexadecimal ASCII to `target` from `at`, without 0x.
 * Returns the position after it.
 */
export function writeHex(source: Uint8Array, target: Uint8Array, at: number): number {
  let to = at;
  for (let i = 0; i < source.length; i++) {
    const byte = source[i]!;
    target[to++] = DIGITS[byte >> 4]!;
    target[to++] = DIGITS[byte & 15]!;
  }
  return to;
}

/**
 * Reads 2·`count` lower-case hexadecimal ASCII digits of `source` from `from` into `target` from `at`.
 * False when one of them is no digit (upper case is none); what `target` then holds is not meant for use.
 */
export function readHex(
  source: Uint8Array,
  from: number,
  target: Uint8Array,
  at: number,
  count: number,
): boolean {
  let bad = 0;
  for (let i = 0; i < count; i++) {
    const high = VALUES[source[from + 2 * i]!]!;
    const low = VALUES[source[from + 2 * i + 1]!]!;
    bad |= high | low;
    target[at + i] = (high << 4) | low;
  }
  return bad < 16 && source.length >= from + 2 * count;
}

/** Lower-case hexadecimal text without 0x. */
export function toHex(bytes: Uint8Array): string {
  const ascii = new Uint8Array(2 * bytes.length);
  writeHex(bytes, ascii, 0);
  return new TextDecoder().decode(ascii);
}

/** Bytes of lower-case hexadecimal text without 0x; undefined when it is anything else. */
export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0) return undefined;
  const ascii = new TextEncoder().encode(text);
  const bytes = new Uint8Array(text.length / 2);
  return ascii.length === text.length && readHex(ascii, 0, bytes, 0, bytes.length) ? bytes : undefined;
}
