/** The binary format of WebAssembly modules (WebAssembly Core Specification 2.0, chapter 5), as far as kernels need it. */

/** Unsigned LEB128 (section 5.2.2). */
export function unsigned(value: number | bigint): number[] {
  // Most numbers are indices and offsets of one byte.
  if (typeof value === 'number' && value >= 0 && value < 0x80) return [value];
  let rest = BigInt(value);
  if (rest < 0n) throw new RangeError(`${value} is negative`);
  const bytes: number[] = [];
  do {
    const byte = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest === 0n ? byte : byte | 0x80);
  } while (rest !== 0n);
  return bytes;
}

/** Signed LEB128 (section 5.2.2). */
export function signed(value: number | bigint): number[] {
  if (typeof value === 'number' && value >= -0x40 && value < 0x40) return [value & 0x7f];
  let rest = BigInt(value);
  const bytes: number[] = [];
  for (;;) {
    const byte = Number(rest & 0x7fn);
    rest >>= 7n;
    const sign = (byte & 0x40) !== 0;
    if ((rest === 0n && !sign) || (rest === -1n && sign)) {
      bytes.push(byte);
      return bytes;
    }
    bytes.push(byte | 0x80);
  }
}

/** A 64-bit float, little-endian (section 5.2.3). */
export function float64(value: number): number[] {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return [...bytes];
}

/** Bytes of one part of a module. Large parts are typed arrays: modules have hundreds of kilobytes. */
export type Part = readonly number[] | Uint8Array;

/** The parts one after another. */
export function join(parts: readonly Part[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** A length and that many items (section 5.1.3). */
export function vector(items: readonly Part[]): Uint8Array<ArrayBuffer> {
  return join([unsigned(items.length), ...items]);
}

/** A name in UTF-8 (section 5.2.4). */
export function name(text: string): number[] {
  const bytes = [...new TextEncoder().encode(text)];
  return [...unsigned(bytes.length), ...bytes];
}

/** A section with its size (section 5.5.2). */
export function section(id: number, content: Part): Uint8Array<ArrayBuffer> {
  return join([[id], unsigned(content.length), content]);
}
