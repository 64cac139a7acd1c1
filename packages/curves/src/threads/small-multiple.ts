import { isZero, joinBytes } from '../bytes.ts';
import type { Group } from '../engine.ts';
import { type KernelInstance, storageSize } from '../kernel/instance.ts';
import { AbscissaSet } from './abscissa-set.ts';
import type { Bytes, JobOf } from './operations.ts';

/** Steps from a centre to either side. */
const NEAR = 127;
/** Centres on either side of the middle one: the least with which 2³² is reached. */
const FAR = 129;
/** Steps from the middle to either side, all in all. */
const REACH = FAR * (2 * NEAR + 1) + NEAR;

/** Bytes of the factors here, all of which are small. */
const WIDTH = 4;

/**
 * One byte: whether the first point is k times the second one for an integer |k| < 2³². Baby steps and giant steps
 * (Shanks, "Class number, a theory of factorization, and genera", 1971): j·G for j up to 2^16, and P + i·2^17·G,
 * compared by their first coordinate, which a point shares with its negative.
 */
export function smallMultiple(kernel: KernelInstance, { group, points }: JobOf<'smallMultiple'>): Bytes {
  const size = storageSize(kernel.curve, group);
  const [point, base] = [points.subarray(0, size), points.subarray(size)];
  const isInfinite = isZero(point, 0, size);
  // Of infinity there is but one multiple, which is not looked for among thousands that are the same.
  if (isInfinite || isZero(base, 0, size)) return Uint8Array.of(isInfinite ? 1 : 0);
  const search = new Search(kernel, group);
  const seen = new AbscissaSet(search.around(search.times(base, REACH + 1), base), size);
  const found = seen.meets(search.around(point, search.times(base, 4 * REACH + 3)));
  return Uint8Array.of(found ? 1 : 0);
}

/** Points of one group in storage form, many in one array. */
class Search {
  readonly #kernel: KernelInstance;
  readonly #group: Group;
  readonly #size: number;

  constructor(kernel: KernelInstance, group: Group) {
    this.#kernel = kernel;
    this.#group = group;
    this.#size = storageSize(kernel.curve, group);
  }

  /** A point times a small factor. */
  times(point: Uint8Array, factor: number): Bytes {
    const kernel = this.#kernel;
    const work = kernel.call(this.#group, 'MsmWork')(1, WIDTH);
    const scalar = new Uint8Array(Uint32Array.of(factor).buffer);
    const places = kernel.place(point, scalar, work, this.#size) as [number, number, number, number];
    const [at, factors, scratch, out] = places;
    kernel.call(this.#group, 'Msm')(at, factors, 1, WIDTH, scratch, out);
    return kernel.read(out, this.#size);
  }

  /** P + i·Q for all |i| ≤ {@link REACH}, in any order: centres, and what lies around each of them. */
  around(middle: Uint8Array, step: Uint8Array): Bytes {
    const near = this.#multiples(step, NEAR);
    const far = this.#multiples(this.times(step, 2 * NEAR + 1), FAR);
    const centres = joinBytes([middle, ...this.#sumsAndDifferences(repeated(middle, FAR), far)]);
    const count = centres.length / this.#size;
    const lists = new Uint8Array(count * near.length);
    for (let i = 0; i < count; i++) {
      const centre = centres.subarray(i * this.#size, (i + 1) * this.#size);
      lists.set(repeated(centre, NEAR), i * near.length);
    }
    return joinBytes([centres, ...this.#sumsAndDifferences(lists, repeated(near, count))]);
  }

  /** The point, the point times two, and so on up to times `count`. */
  #multiples(point: Uint8Array, count: number): Bytes {
    const size = this.#size;
    const all = new Uint8Array(count * size);
    all.set(point);
    for (let done = 1; done < count; ) {
      const added = Math.min(done, count - done);
      const last = repeated(all.subarray((done - 1) * size, done * size), added);
      const [sums] = this.#sumsAndDifferences(all.subarray(0, added * size), last);
      all.set(sums, done * size);
      done += added;
    }
    return all;
  }

  /** Every aᵢ + bᵢ, and every aᵢ − bᵢ, whatever points they are. */
  #sumsAndDifferences(a: Uint8Array, b: Uint8Array): [sums: Bytes, differences: Bytes] {
    const kernel = this.#kernel;
    const one = Uint8Array.of(1, ...new Uint8Array(31));
    const [sums, differences, root] = kernel.place(a, b, one) as [number, number, number];
    const count = a.length / this.#size;
    const answer = kernel.call(this.#group, 'Butterflies')(sums, differences, root, 0, 1, count);
    kernel.require(this.#group, answer);
    return [kernel.read(sums, a.length), kernel.read(differences, b.length)];
  }
}

/** The bytes so many times over. */
function repeated(bytes: Uint8Array, times: number): Bytes {
  const all = new Uint8Array(times * bytes.length);
  all.set(bytes);
  for (let done = bytes.length; done < all.length; done *= 2) all.copyWithin(done, 0, done);
  return all;
}
