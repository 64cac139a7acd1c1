/** The parts that contributions and transcripts have in common. */
import { FormatError } from './format-error.ts';
import { GrowingBytes } from './growing-bytes.ts';
import { readHex } from './hex.ts';
import type { ObjectShape, Shape } from './json-shape.ts';
import type { JsonWriter } from './json-writer.ts';
import { G1_BYTES, G2_BYTES, type SubPowers } from './sizes.ts';

const ZERO = 0x30;
const X = 0x78;

/** A string of 0x and 2·`width` lower-case digits, given to `take` as a place to read it from. */
function hexString(
  what: string,
  width: number,
  take: (read: (target: Uint8Array, at: number) => boolean) => boolean,
): Shape {
  let source: Uint8Array = new Uint8Array(0);
  let start = 0;
  const read = (target: Uint8Array, at: number) => readHex(source, start, target, at, width);
  return {
    what: `${what}: 0x and ${2 * width} lower-case hexadecimal digits`,
    string(bytes, from, to) {
      if (to - from !== 2 * width + 2 || bytes[from] !== ZERO || bytes[from + 1] !== X) return false;
      source = bytes;
      start = from + 2;
      return take(read);
    },
  };
}

/** One point or signature, given to `take` in bytes of its own. */
export function hexShape(what: string, width: number, take: (bytes: Uint8Array) => void): Shape {
  return hexString(what, width, (read) => {
    const bytes = new Uint8Array(width);
    if (!read(bytes, 0)) return false;
    take(bytes);
    return true;
  });
}

/** As {@link hexShape}, or none: "" or null. */
export function optionalHexShape(
  what: string,
  width: number,
  take: (bytes: Uint8Array | null) => void,
): Shape {
  const present = hexShape(what, width, take);
  return {
    what: `${present.what}, "" or null`,
    string(bytes, from, to) {
      if (from !== to) return present.string!(bytes, from, to);
      take(null);
      return true;
    },
    nothing: () => take(null),
  };
}

/** A list of points, packed into `column`. */
export function pointsShape(what: string, column: GrowingBytes, max: number): Shape {
  const item = hexString(what, column.width, (read) => column.add(read));
  return { what: `a list of ${what}s`, list: () => ({ item, max }) };
}

/** The powers that begin a sub-contribution and a sub-transcript alike. */
export interface PowersReader {
  /** `numG1Powers`, `numG2Powers` and `powersOfTau`. */
  keys: Record<string, Shape>;
  /** Call when the object ends: throws FormatError unless the numbers equal the lengths of the lists. */
  take(): { numG1Powers: number; numG2Powers: number; g1: Uint8Array; g2: Uint8Array };
}

export function powersReader(maxPowers: number): PowersReader {
  const g1 = new GrowingBytes(G1_BYTES);
  const g2 = new GrowingBytes(G2_BYTES);
  let numG1Powers = 0;
  let numG2Powers = 0;
  const powersOfTau: ObjectShape = {
    keys: {
      G1Powers: pointsShape('G1 point', g1, maxPowers),
      G2Powers: pointsShape('G2 point', g2, maxPowers),
    },
  };
  const integer = (take: (value: number) => void): Shape => ({
    what: 'a non-negative integer',
    integer(value) {
      take(value);
      return true;
    },
  });
  return {
    keys: {
      numG1Powers: integer((value) => {
        numG1Powers = value;
      }),
      numG2Powers: integer((value) => {
        numG2Powers = value;
      }),
      powersOfTau: { what: 'an object of G1Powers and G2Powers', object: () => powersOfTau },
    },
    take() {
      if (numG1Powers !== g1.count) {
        throw new FormatError('shape', `numG1Powers is ${numG1Powers}, but there are ${g1.count} G1Powers`);
      }
      if (numG2Powers !== g2.count) {
        throw new FormatError('shape', `numG2Powers is ${numG2Powers}, but there are ${g2.count} G2Powers`);
      }
      return { numG1Powers, numG2Powers, g1: g1.take(), g2: g2.take() };
    },
  };
}

/** Writes the members that {@link powersReader} reads, in the order that files have. */
export function writePowers(writer: JsonWriter, { g1, g2 }: SubPowers): void {
  writer.key('numG1Powers');
  writer.integer(g1.length / G1_BYTES);
  writer.key('numG2Powers');
  writer.integer(g2.length / G2_BYTES);
  writer.key('powersOfTau');
  writer.beginObject();
  writer.key('G1Powers');
  writer.hexList(g1, G1_BYTES);
  writer.key('G2Powers');
  writer.hexList(g2, G2_BYTES);
  writer.endObject();
}
