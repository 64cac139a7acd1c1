/** Changes that nobody thought of. */
import { joinBytes } from '@brebaje/curves/bytes';
import fc from 'fast-check';
import type { Target } from './target.ts';

/** A change of a file's bytes, which another sound file may take part in. */
interface Change {
  readonly kind: 'bit' | 'bytes' | 'fill' | 'splice' | 'copy' | 'cut' | 'insert' | 'exchange';
  /** Places as shares of the file, so that they shrink with it. */
  readonly at: number;
  readonly from: number;
  readonly size: number;
  readonly bytes: Uint8Array;
}

/** Half of them fall into what is no section of points: headers and records. */
function places({ bytes, points, fields }: Target): fc.Arbitrary<number> {
  const everywhere = fc.nat(bytes.length - 1);
  const known = [...points.map(({ at }) => at), ...fields.map(({ at }) => at)];
  if (known.length === 0) return everywhere;
  const near = fc.tuple(fc.constantFrom(...known), fc.integer({ min: -16, max: 16 }));
  const inside = near.map(([at, by]) => Math.min(bytes.length - 1, Math.max(0, at + by)));
  return fc.oneof(everywhere, inside);
}

function change(target: Target): fc.Arbitrary<Change> {
  return fc.record({
    kind: fc.constantFrom(
      'bit',
      'bit',
      'bytes',
      'bytes',
      'fill',
      'splice',
      'copy',
      'cut',
      'insert',
      'exchange',
    ),
    at: places(target),
    from: places(target),
    size: fc.oneof(fc.integer({ min: 1, max: 16 }), fc.constantFrom(32, 48, 64, 96, 128, 192, 392, 576)),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 16 }),
  });
}

/** One change of a file, or a few at once. */
export function changes(target: Target): fc.Arbitrary<Change[]> {
  return fc.array(change(target), { minLength: 1, maxLength: 3, size: 'small' });
}

export function changed({ bytes, other }: Target, list: readonly Change[]): Uint8Array {
  return list.reduce<Uint8Array>((now, one) => apply(now, other, one), bytes);
}

function apply(
  bytes: Uint8Array,
  other: Uint8Array,
  { kind, at, from, size, bytes: given }: Change,
): Uint8Array {
  if (at >= bytes.length) return bytes;
  const copy = bytes.slice();
  const end = Math.min(bytes.length, at + size);
  switch (kind) {
    case 'bit':
      copy[at]! ^= 1 << (size % 8);
      return copy;
    case 'bytes':
      copy.set(given.subarray(0, bytes.length - at), at);
      return copy;
    case 'fill':
      return copy.fill(size % 2 === 0 ? 0 : 255, at, end);
    case 'splice':
      return joinBytes([bytes.subarray(0, at), other.subarray(at)]);
    case 'exchange':
      copy.set(other.subarray(at, Math.min(end, other.length)), at);
      return copy;
    case 'copy':
      return copy.copyWithin(at, from, Math.min(bytes.length, from + size));
    case 'cut':
      return joinBytes([bytes.subarray(0, at), bytes.subarray(end)]);
    case 'insert':
      return joinBytes([bytes.subarray(0, at), given, bytes.subarray(at)]);
  }
}
