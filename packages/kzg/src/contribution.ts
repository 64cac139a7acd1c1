import { FormatError } from './format-error.ts';
import { hexShape, optionalHexShape, powersReader, writePowers } from './json-points.ts';
import { type ObjectShape, type Shape, ShapeReader } from './json-shape.ts';
import { JsonWriter } from './json-writer.ts';
import { ECDSA_BYTES, G1_BYTES, G2_BYTES, type SubSize } from './sizes.ts';

/** One sub-ceremony of a contribution; points in ZCash's compressed encoding, not yet checked as points. */
export interface SubContribution {
  numG1Powers: number;
  numG2Powers: number;
  /** numG1Powers · 48 bytes. */
  g1: Uint8Array;
  /** numG2Powers · 96 bytes. */
  g2: Uint8Array;
  /** 96 bytes in G2. */
  potPubkey: Uint8Array;
  /** 48 bytes in G1, or null where the text has none, "" or null. */
  blsSignature: Uint8Array | null;
}

/** A contribution to every sub-ceremony at once: contribution.json. */
export interface BatchContribution {
  contributions: SubContribution[];
  /** 65 bytes r‖s‖v, or null. */
  ecdsaSignature: Uint8Array | null;
}

/** Bounds of {@link parseContribution}. */
export interface ContributionLimits {
  /** Bytes of the whole text (default 10 MiB). */
  maxBytes: number;
  /** Sub-contributions (default 16). */
  maxSubs: number;
  /** Powers of one group in one sub-contribution (default 65,536). */
  maxPowers: number;
}

/** How {@link encodeContribution} writes. */
export interface ContributionEncoding {
  /** Two-space indentation, as files have it; else compact, as the wire has it (default). */
  pretty?: boolean;
  /**
   * `as-set`: hex where there is a signature, else "" (default). `empty-strings`: "" everywhere, the form a
   * sequencer serves. `omit`: no signature keys.
   */
  signatures?: 'as-set' | 'empty-strings' | 'omit';
}

/** What is read unless the caller says otherwise; the bytes are what the reference sequencer takes. */
const DEFAULT_LIMITS: ContributionLimits = { maxBytes: 10 * 1024 * 1024, maxSubs: 16, maxPowers: 65_536 };

/**
 * Bytes of a contribution to sub-ceremonies of these sizes as {@link encodeContribution} writes it, compact and
 * with every signature.
 */
export function contributionBytes(sizes: SubSize[]): number {
  const hex = (width: number) => 2 * width + 4;
  const none = { g1: new Uint8Array(0), g2: new Uint8Array(0), numG1Powers: 0, numG2Powers: 0 };
  const empty = encodeContribution({
    contributions: sizes.map(() => ({
      ...none,
      potPubkey: new Uint8Array(G2_BYTES),
      blsSignature: new Uint8Array(G1_BYTES),
    })),
    ecdsaSignature: new Uint8Array(ECDSA_BYTES),
  }).length;
  return sizes.reduce((bytes, { g1, g2 }) => {
    const numbers = String(g1).length + String(g2).length - 2;
    return bytes + numbers + g1 * (hex(G1_BYTES) + 1) - 1 + g2 * (hex(G2_BYTES) + 1) - 1;
  }, empty);
}

/** Whether {@link parseContribution} would read a contribution to sub-ceremonies of these sizes. */
export function canBeRead(sizes: SubSize[]): boolean {
  const { maxBytes, maxSubs, maxPowers } = DEFAULT_LIMITS;
  return (
    sizes.length <= maxSubs &&
    sizes.every(({ g1, g2 }) => g1 <= maxPowers && g2 <= maxPowers) &&
    contributionBytes(sizes) <= maxBytes
  );
}

/**
 * Reads contribution.json in one pass over its bytes. As the reference sequencer does: keys in any order and
 * none twice, other keys refused except inside a sub-contribution, signatures optional, hexadecimal
 * lower-case with 0x and of the exact length, numbers equal to the lengths of the lists. Whether the bytes
 * are points is not looked at. Throws {@link FormatError}.
 */
export function parseContribution(
  bytes: Uint8Array,
  limits?: Partial<ContributionLimits>,
): BatchContribution {
  const { maxBytes, maxSubs, maxPowers } = { ...DEFAULT_LIMITS, ...limits };
  if (bytes.length > maxBytes) throw new FormatError('shape', `more than ${maxBytes} bytes`);
  const contributions: SubContribution[] = [];
  let ecdsaSignature: Uint8Array | null = null;
  const batch: ObjectShape = {
    keys: {
      contributions: {
        what: 'a list of contributions',
        list: () => ({ item: subShape(maxPowers, (sub) => contributions.push(sub)), max: maxSubs }),
      },
      ecdsaSignature: optionalHexShape('an ECDSA signature', ECDSA_BYTES, (signature) => {
        ecdsaSignature = signature;
      }),
    },
    optional: ['ecdsaSignature'],
  };
  const reader = new ShapeReader({ what: 'a contribution', object: () => batch });
  reader.push(bytes);
  reader.finish();
  return { contributions, ecdsaSignature };
}

function subShape(maxPowers: number, take: (sub: SubContribution) => void): Shape {
  return {
    what: 'a sub-contribution',
    object() {
      const powers = powersReader(maxPowers);
      let potPubkey: Uint8Array = new Uint8Array(0);
      let blsSignature: Uint8Array | null = null;
      return {
        keys: {
          ...powers.keys,
          potPubkey: hexShape('a G2 point', G2_BYTES, (bytes) => {
            potPubkey = bytes;
          }),
          blsSignature: optionalHexShape('a G1 point', G1_BYTES, (bytes) => {
            blsSignature = bytes;
          }),
        },
        optional: ['blsSignature'],
        ignoreOthers: true,
        end: () => take({ ...powers.take(), potPubkey, blsSignature }),
      };
    },
  };
}

/**
 * Writes contribution.json as serde_json and JSON.stringify lay it out, byte for byte, without a newline at
 * the end. Lists and numbers are written from the packed points.
 */
export function encodeContribution(
  contribution: BatchContribution,
  encoding: ContributionEncoding = {},
): Uint8Array {
  const signatures = encoding.signatures ?? 'as-set';
  const writer = new JsonWriter(encoding.pretty ?? false);
  const signature = (key: string, bytes: Uint8Array | null) => {
    if (signatures === 'omit') return;
    writer.key(key);
    writer.hex(signatures === 'empty-strings' ? null : bytes);
  };
  writer.beginObject();
  writer.key('contributions');
  writer.beginArray();
  for (const sub of contribution.contributions) {
    writer.beginObject();
    writePowers(writer, sub);
    writer.key('potPubkey');
    writer.hex(sub.potPubkey);
    signature('blsSignature', sub.blsSignature);
    writer.endObject();
  }
  writer.endArray();
  signature('ecdsaSignature', contribution.ecdsaSignature);
  writer.endObject();
  return writer.bytes();
}
