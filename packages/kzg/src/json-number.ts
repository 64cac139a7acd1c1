/** Numbers of JSON (RFC 8259 §6), byte by byte. */

export type NumberPart = 'minus' | 'zero' | 'digits' | 'point' | 'fraction' | 'e' | 'sign' | 'power';

export function mayEndNumber(part: NumberPart): boolean {
  return part === 'zero' || part === 'digits' || part === 'fraction' || part === 'power';
}

/** The part of a number that a byte belongs to; undefined when it does not continue the number. */
export function nextNumberPart(part: NumberPart, byte: number): NumberPart | undefined {
  const digit = byte >= 0x30 && byte <= 0x39;
  const e = byte === 0x65 || byte === 0x45;
  switch (part) {
    case 'minus':
      return byte === 0x30 ? 'zero' : digit ? 'digits' : undefined;
    case 'zero':
    case 'digits':
      if (digit && part === 'digits') return 'digits';
      return byte === 0x2e ? 'point' : e ? 'e' : undefined;
    case 'point':
      return digit ? 'fraction' : undefined;
    case 'fraction':
      return digit ? 'fraction' : e ? 'e' : undefined;
    case 'e':
      return digit ? 'power' : byte === 0x2b || byte === 0x2d ? 'sign' : undefined;
    case 'sign':
    case 'power':
      return digit ? 'power' : undefined;
  }
}
