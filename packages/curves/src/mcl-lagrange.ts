import type { Group, Progress } from './engine.ts';
import { copyBytes, joinBytes, POINT_BYTES, pickPoints } from './mcl-layout.ts';
import type { Pool } from './pool.ts';
import { countProgress } from './progress.ts';
import { bigIntToScalar, invertScalar, powScalar, SCALAR_ORDER } from './scalar.ts';

/** Points whose transform one job does alone. */
const LOCAL = 256;

/**
 * The inverse of the primitive n-th root of unity 7^((r−1)/n) (EIP-4844, PRIMITIVE_ROOT_OF_UNITY), as a scalar.
 */
export function inverseRoot(n: number): Uint8Array {
  return invertScalar(bigIntToScalar(powScalar(7n, (SCALAR_ORDER - 1n) / BigInt(n))));
}

/**
 * Σⱼ ω^(−ij)·Pⱼ for every i in natural order, ω the root above, n a power of two: n times the Lagrange form of
 * powers. Neighbouring points of the bit-reversed order are transformed whole by one job; what remains are
 * log₂(n / 256) passes of butterflies over the batch.
 */
export async function transformPoints(
  pool: Pool,
  group: Group,
  points: Uint8Array,
  progress?: Progress,
): Promise<Uint8Array> {
  const size = POINT_BYTES[group];
  const count = points.length / size;
  const local = Math.min(count, LOCAL);
  const passes = Math.log2(count / local);
  const tick = countProgress(count * (1 + passes), progress);

  const ordered = pickPoints(group, points, bitReversed(count));
  const root = inverseRoot(local);
  let values = joinBytes(
    await Promise.all(
      blocks(count, local).map(async (from) => {
        const part = await pool.run(() => ({
          op: 'transform',
          group,
          points: copyBytes(ordered, from * size, (from + local) * size),
          root: copyBytes(root),
        }));
        tick(local);
        return part;
      }),
    ),
  );

  for (let half = local; half < count; half *= 2) {
    const before = values;
    const after = new Uint8Array(values.length);
    const step = inverseRoot(2 * half);
    await Promise.all(
      blocks(count, 2 * half).flatMap((from) =>
        blocks(half, local).map(async (start) => {
          const a = (from + start) * size;
          const b = a + half * size;
          const length = local * size;
          const pairs = await pool.run(() => ({
            op: 'butterflies',
            group,
            points: joinBytes([before.subarray(a, a + length), before.subarray(b, b + length)]),
            root: copyBytes(step),
            start,
          }));
          after.set(pairs.subarray(0, length), a);
          after.set(pairs.subarray(length), b);
          tick(2 * local);
        }),
      ),
    );
    values = after;
  }
  return values;
}

function blocks(count: number, size: number): number[] {
  return Array.from({ length: count / size }, (_, i) => i * size);
}

/** 0…count−1 with the order of their log₂(count) bits reversed. */
function bitReversed(count: number): number[] {
  const bits = Math.log2(count);
  return Array.from({ length: count }, (_, i) => {
    let reversed = 0;
    for (let bit = 0; bit < bits; bit++) if (i & (1 << bit)) reversed |= 1 << (bits - 1 - bit);
    return reversed;
  });
}
