/** Integers of any length as little-endian bytes, in headers: never of points, which stay bytes. */

/** Throws a RangeError when the integer does not fit. */
export function integerBytes(value: bigint, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let rest = value;
  for (let i = 0; i < length; i++) {
    bytes[i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  if (rest !== 0n) throw new RangeError(`the integer does not fit into ${length} bytes`);
  return bytes;
}

/** u32 numbers one after another. */
export function u32Bytes(...values: number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) view.setUint32(4 * i, value, true);
  return bytes;
}
